#include "core/seal/keys.h"

namespace concertina {
namespace {

// Each of these keys seals one text only, so the nonce may be constant.
constexpr prim::Nonce kOnlyOnce{};

constexpr std::string_view kAgreement = "concertina/1 device agrees";

View place_bytes(Place place) { return as_view(place == Place::table ? "table" : "room"); }

std::optional<prim::Key> as_key(const std::optional<Bytes>& bytes) {
  return bytes ? fixed<32>(*bytes) : std::nullopt;
}

}  // namespace

DeviceKeys::DeviceKeys(const DeviceSecret& secret)
    : sign(prim::sign_keys(secret.sign_seed)), box(prim::box_keys(secret.box_seed)) {}

AgreedDevice agree(const DeviceKeys& device, const Fixed<32>& anchor) {
  const Bytes what = labelled(kAgreement, {anchor, device.sign.public_key, device.box.public_key});
  return {device.names(), prim::sign(what, device.sign)};
}

bool agreed(const AgreedDevice& device, const Fixed<32>& anchor) {
  const Bytes what = labelled(kAgreement, {anchor, device.names.sign, device.names.box});
  return prim::verify(what, device.agreement, device.names.sign);
}

GenerationKeys::GenerationKeys(const prim::Key& from)
    : seed(from),
      box(prim::box_keys(derive("concertina/1 box", from))),
      room(derive("concertina/1 room", from)) {}

Id key_id(const prim::Key& key) { return short_hash("concertina/1 key id", {key}); }

Id log_id(const Fixed<32>& device, Place place) {
  return short_hash("concertina/1 log", {device, place_bytes(place)});
}

FrameKeys::FrameKeys(const prim::Key& key, const Id& log)
    : seal(derive("concertina/1 frame key", key, {log})),
      nonce(derive("concertina/1 nonce key", key, {log})) {}

Bytes seal_previous(const prim::Key& previous, const prim::Key& under) {
  return prim::aead_seal(previous, {}, kOnlyOnce, derive("concertina/1 previous", under));
}

std::optional<prim::Key> open_previous(View sealed, const prim::Key& under) {
  return as_key(prim::aead_open(sealed, {}, kOnlyOnce, derive("concertina/1 previous", under)));
}

Bytes seal_waiting(View record, const prim::Key& room) {
  prim::Nonce nonce;
  prim::blake2b(nonce, labelled("concertina/1 waiting nonce", {record}), room);
  Bytes out = to_bytes(nonce);
  const Bytes sealed = prim::aead_seal(record, {}, nonce, derive("concertina/1 waiting", room));
  out.insert(out.end(), sealed.begin(), sealed.end());
  return out;
}

std::optional<Bytes> open_waiting(View sealed, const prim::Key& room) {
  const auto nonce = fixed<sizeof(prim::Nonce)>(sealed.first(std::min(sealed.size(), sizeof(prim::Nonce))));
  if (!nonce) return std::nullopt;
  return prim::aead_open(sealed.subspan(nonce->size()), {}, *nonce, derive("concertina/1 waiting", room));
}

}  // namespace concertina
