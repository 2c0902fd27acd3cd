#include "core/seal/wishes.h"

#include "core/record/cbor.h"

namespace concertina {
namespace {

constexpr std::uint64_t kVersion = 1;

void write(cbor::Writer& out, const std::optional<AgreedDevice>& device) {
  if (device) {
    out.array(3).bytes(device->names.sign).bytes(device->names.box).bytes(device->agreement);
  } else {
    out.null();
  }
}

std::optional<AgreedDevice> read_agreed(cbor::Reader& in) {
  if (in.null()) return std::nullopt;
  in.array(3);
  return AgreedDevice{{in.fixed<32>(), in.fixed<32>()}, in.fixed<64>()};
}

}  // namespace

Bytes encode(const Wishes& wishes) {
  cbor::Writer out;
  out.array(6).number(kVersion);
  if (wishes.leave) {
    out.array(2).bytes(wishes.leave->partner).bytes(wishes.leave->transcript);
  } else {
    out.null();
  }
  write(out, wishes.add);
  out.array(wishes.remove.size());
  for (const Fixed<32>& device : wishes.remove) out.bytes(device);
  write(out, wishes.recovery);
  out.bytes(wishes.proposed);
  return out.take();
}

std::optional<Wishes> decode_wishes(View bytes) {
  cbor::Reader in(bytes);
  Wishes out;
  in.array(6);
  if (in.number() != kVersion) in.refuse();
  if (!in.null()) {
    in.array(2);
    out.leave = entry::Join{in.fixed<32>(), in.fixed<32>()};
  }
  out.add = read_agreed(in);
  for (std::size_t left = in.array(); left > 0 && in.ok(); --left) {
    const auto device = in.fixed<32>();
    if (!out.remove.empty() && device <= *out.remove.rbegin()) in.refuse();  // one order, and each once
    out.remove.insert(device);
  }
  out.recovery = read_agreed(in);
  out.proposed = to_bytes(in.bytes());
  return in.finished() ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace concertina
