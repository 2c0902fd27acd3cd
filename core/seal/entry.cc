#include "core/seal/entry.h"

#include "core/record/cbor.h"

namespace concertina {
namespace {

using namespace entry;

constexpr std::uint64_t kEntryVersion = 1;
constexpr std::string_view kLabel = "concertina/1 entry";

void write(cbor::Writer& out, const DevicePublic& device) {
  out.array(2).bytes(device.sign).bytes(device.box);
}
void write(cbor::Writer& out, const AgreedDevice& device) {
  out.array(3).bytes(device.names.sign).bytes(device.names.box).bytes(device.agreement);
}
void write(cbor::Writer& out, const Seal& seal) { out.array(2).bytes(seal.to).bytes(seal.sealed); }
void write(cbor::Writer& out, const Head& head) {
  out.array(3).bytes(head.log).number(head.next).bytes(head.hash);
}

template <typename T>
void write(cbor::Writer& out, const std::vector<T>& items) {
  out.array(items.size());
  for (const T& item : items) write(out, item);
}

void write(cbor::Writer& out, const Generation& generation) {
  out.array(4).number(generation.number).bytes(generation.box);
  write(out, generation.seals);
  out.bytes(generation.previous);
}

struct PayloadWriter {
  cbor::Writer& out;
  void operator()(const Begin& begin) const {
    out.array(3);
    write(out, begin.device);
    if (begin.recovery) {
      write(out, *begin.recovery);
    } else {
      out.null();
    }
    write(out, begin.generation);
  }
  void operator()(const DeviceAdded& added) const {
    out.array(2);
    write(out, added.device);
    write(out, added.seal);
  }
  void operator()(const DeviceRemoved& removed) const {
    out.array(3).bytes(removed.device);
    write(out, removed.heads);
    write(out, removed.generation);
  }
  void operator()(const NewGeneration& renewed) const {
    out.array(1);
    write(out, renewed.generation);
  }
  void operator()(const NewRecovery& renewed) const {
    out.array(2);
    write(out, renewed.recovery);
    write(out, renewed.generation);
  }
  void operator()(const Join& join) const { out.array(2).bytes(join.partner).bytes(join.transcript); }
  void operator()(const TableKey& key) const {
    out.array(4).number(key.number).bytes(key.id);
    write(out, key.seals);
    out.bytes(key.previous);
  }
  void operator()(const Leave& leave) const {
    out.array(2).bytes(leave.partner);
    write(out, leave.heads);
  }
  void operator()(const Deletion&) const { out.array(0); }
};

DevicePublic read_device(cbor::Reader& in) {
  in.array(2);
  return DevicePublic{in.fixed<32>(), in.fixed<32>()};
}

AgreedDevice read_agreed(cbor::Reader& in) {
  in.array(3);
  return AgreedDevice{{in.fixed<32>(), in.fixed<32>()}, in.fixed<64>()};
}

Seal read_seal(cbor::Reader& in) {
  in.array(2);
  Seal out{in.fixed<32>(), to_bytes(in.bytes())};
  if (out.sealed.size() != 32 + prim::kSealOver) in.refuse();
  return out;
}

Head read_head(cbor::Reader& in) {
  in.array(3);
  return Head{in.fixed<16>(), in.number(), in.fixed<32>()};
}

template <typename T>
std::vector<T> read_list(cbor::Reader& in, T (*read)(cbor::Reader&)) {
  std::vector<T> out;
  for (std::size_t left = in.array(); left > 0 && in.ok(); --left) out.push_back(read(in));
  return out;
}

Generation read_generation(cbor::Reader& in) {
  in.array(4);
  return Generation{in.number(), in.fixed<32>(), read_list(in, read_seal), to_bytes(in.bytes())};
}

// The order is that of the variant: kind 0 is Begin.
Payload read_payload(cbor::Reader& in, std::uint64_t kind) {
  switch (kind) {
    case 0: {
      in.array(3);
      Begin out{.device = read_device(in), .recovery = {}, .generation = {}};
      if (!in.null()) out.recovery = read_agreed(in);
      out.generation = read_generation(in);
      return out;
    }
    case 1:
      in.array(2);
      return DeviceAdded{read_agreed(in), read_seal(in)};
    case 2:
      in.array(3);
      return DeviceRemoved{in.fixed<32>(), read_list(in, read_head), read_generation(in)};
    case 3:
      in.array(1);
      return NewGeneration{read_generation(in)};
    case 4:
      in.array(2);
      return NewRecovery{read_agreed(in), read_generation(in)};
    case 5:
      in.array(2);
      return Join{in.fixed<32>(), in.fixed<32>()};
    case 6:
      in.array(4);
      return TableKey{in.number(), in.fixed<16>(), read_list(in, read_seal), to_bytes(in.bytes())};
    case 7:
      in.array(2);
      return Leave{in.fixed<32>(), read_list(in, read_head)};
    case 8:
      in.array(0);
      return Deletion{};
    default:
      in.refuse();
      return Join{};
  }
}

}  // namespace

Hash entry_hash(View bytes) { return hash("concertina/1 entry hash", {bytes}); }

Bytes make_entry(std::uint64_t index, View previous, const Payload& payload, const prim::KeyPair& signer) {
  cbor::Writer body;
  body.array(5).number(kEntryVersion).number(payload.index()).number(index).bytes(previous);
  std::visit(PayloadWriter{body}, payload);
  cbor::Writer out;
  out.array(3).bytes(body.view()).bytes(signer.public_key).bytes(sign(kLabel, body.view(), signer));
  return out.take();
}

Result<Entry> read_entry(View bytes) {
  const auto damaged = [] {
    return fail(Code::damaged,
                "An entry of a chain can't be read: its bytes are not what its writer signed.");
  };
  if (bytes.size() > kMostEntry) return damaged();
  Entry out;
  cbor::Reader outer(bytes);
  outer.array(3);
  out.body = to_bytes(outer.bytes());
  out.signer = outer.fixed<32>();
  out.signature = outer.fixed<64>();
  if (!outer.finished() || !verify(kLabel, out.body, out.signature, out.signer)) return damaged();

  cbor::Reader in(out.body);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  const std::uint64_t kind = in.number();
  if (in.ok() && (version > kEntryVersion || kind >= std::variant_size_v<Payload>)) {
    return fail(Code::too_new,
                "A chain holds an entry from a newer Concertina. Please update Concertina to go on.");
  }
  out.index = in.number();
  out.previous = to_bytes(in.bytes());
  out.payload = read_payload(in, kind);
  if (!in.finished() || length != 5 || version != kEntryVersion) return damaged();
  return out;
}

}  // namespace concertina
