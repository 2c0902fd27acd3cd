// What the fuzz targets share: input taken piece by piece, and what must hold.
#pragma once

#include "core/record/cbor.h"
#include "core/test_support.h"

namespace concertina::fuzz {

// A broken promise is a finding.
inline void must(bool holds) {
  if (!holds) __builtin_trap();
}

// Bytes that decide what happens next. When they are used up, everything is zero.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  bool more() const { return !rest_.empty(); }
  View take(std::size_t length) {
    const View out = rest_.first(std::min(length, rest_.size()));
    rest_ = rest_.subspan(out.size());
    return out;
  }
  std::uint8_t byte() {
    const View one = take(1);
    return one.empty() ? std::uint8_t{0} : one[0];
  }
  std::uint64_t number(int bytes) {
    std::uint64_t out = 0;
    while (bytes-- > 0) out = out << 8 | byte();
    return out;
  }
  // A small number mostly, and now and then one near the ends of what fits.
  std::uint64_t seq() {
    const std::uint64_t kind = byte();
    return kind < 200   ? kind % 16
           : kind < 220 ? number(4)
           : kind < 240 ? kMostSeq - kind % 4
                        : ~std::uint64_t{0} - kind % 4;
  }
  View chunk() { return take(number(2) % 5000); }
  View all() { return take(rest_.size()); }
  template <std::size_t N>
  Fixed<N> fixed() {
    Fixed<N> out{};
    std::ranges::copy(take(N), out.begin());
    return out;
  }

 private:
  View rest_;
};

// A frame of `device` whose sealed text, before padding, is any bytes at all.
inline Bytes forged_frame(const DeviceKeys& device, Place place, const prim::Key& key, std::uint64_t seq,
                          const Hash& previous, View content) {
  const Id log = log_id(device.names().sign, place);
  cbor::Writer bound, header, out;
  bound.array(5).number(1).bytes(log).number(seq).bytes(previous).bytes(key_id(key));
  Bytes text = to_bytes(content.first(std::min(content.size(), content_room(seq))));
  text.push_back(0x80);
  text.resize(content_room(seq) + 1);
  const prim::Nonce nonce{1};
  Bytes body = to_bytes(nonce);
  const Bytes sealed = prim::aead_seal(text, bound.view(), nonce, FrameKeys(key, log).seal);
  body.insert(body.end(), sealed.begin(), sealed.end());
  header.array(6)
      .number(1)
      .bytes(log)
      .number(seq)
      .bytes(previous)
      .bytes(key_id(key))
      .bytes(hash("concertina/1 body", {body}));
  out.array(3).bytes(header.view()).bytes(sign("concertina/1 frame", header.view(), device.sign)).bytes(body);
  return out.take();
}

// An entry whose payload is any bytes at all, soundly signed.
inline Bytes forged_entry(const DeviceKeys& device, std::uint64_t version, std::uint64_t kind,
                          std::uint64_t index, View previous, View payload) {
  cbor::Writer body, out;
  body.array(5).number(version).number(kind).number(index).bytes(previous).raw(payload);
  out.array(3)
      .bytes(body.view())
      .bytes(device.sign.public_key)
      .bytes(sign("concertina/1 entry", body.view(), device.sign));
  return out.take();
}

}  // namespace concertina::fuzz
