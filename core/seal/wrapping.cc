#include "core/seal/wrapping.h"

#include "core/record/cbor.h"
#include "core/record/text.h"

namespace concertina {
namespace {

constexpr std::uint64_t kVersion = 2;  // version 1 of such a value is the plain one
constexpr std::size_t kFields = 5;
constexpr std::uint64_t kLeastMemory = 8192, kMostMemory = std::uint64_t{1} << 30, kMostOperations = 20;

std::unexpected<Error> no_memory() {
  return fail(Code::storage,
              "A passphrase needs 64 MB of free memory for a moment, and this machine has less. Please close "
              "something, then try again.");
}

}  // namespace

bool is_passphrase(std::string_view text) {
  return !text.empty() && text.size() <= kMostPassphrase && is_utf8(text) &&
         text.find('\0') == std::string_view::npos;
}

bool is_wrapped(View value) {
  cbor::Reader in(value);
  return in.array() == kFields && in.number() == kVersion && in.ok();
}

std::optional<Wrapped> read_wrapped(View value) {
  cbor::Reader in(value);
  Wrapped out;
  in.array(kFields);
  if (in.number() != kVersion) in.refuse();
  out.salt = in.fixed<16>();
  out.cost.operations = in.number();
  out.cost.memory = in.number();
  out.sealed = to_bytes(in.bytes());
  const WrappingCost& cost = out.cost;
  if (!in.finished() || cost.operations < 1 || cost.operations > kMostOperations ||
      cost.memory < kLeastMemory || cost.memory > kMostMemory) {
    return std::nullopt;
  }
  return out;
}

Bytes encode(const Wrapped& wrapped) {
  cbor::Writer out;
  out.array(kFields).number(kVersion).bytes(wrapped.salt).number(wrapped.cost.operations);
  out.number(wrapped.cost.memory).bytes(wrapped.sealed);
  return out.take();
}

Result<Wrapping> Wrapping::make(std::string_view passphrase, Ambient& ambient) {
  if (!is_passphrase(passphrase)) {
    return fail(Code::invalid, "A passphrase is text of 1 to 1,000 bytes. Please choose another one.");
  }
  const WrappingCost cost;
  const auto salt = ambient.random<16>();
  const auto key = prim::argon2id(as_view(passphrase), salt, cost.operations, cost.memory);
  if (!key) return no_memory();
  return Wrapping(salt, cost, *key);
}

Result<Wrapping> Wrapping::like(const Wrapped& wrapped, std::string_view passphrase) {
  if (!is_passphrase(passphrase)) return fail(Code::refused, std::string(kWrongPassphrase));
  const auto key =
      prim::argon2id(as_view(passphrase), wrapped.salt, wrapped.cost.operations, wrapped.cost.memory);
  if (!key) return no_memory();
  return Wrapping(wrapped.salt, wrapped.cost, *key);
}

Bytes Wrapping::associated(std::string_view item) const {
  cbor::Writer out;
  out.array(4).text(item).bytes(salt_).number(cost_.operations).number(cost_.memory);
  return out.take();
}

Bytes Wrapping::wrap(std::string_view item, View text) const {
  const Bytes beside = associated(item);
  prim::Nonce nonce;
  prim::blake2b(nonce, labelled("concertina/1 wrapping nonce", {beside, text}), key_);
  const Bytes sealed = prim::aead_seal(text, beside, nonce, derive("concertina/1 wrapping", key_));
  Wrapped out{salt_, cost_, to_bytes(nonce)};
  out.sealed.insert(out.sealed.end(), sealed.begin(), sealed.end());
  return encode(out);
}

std::optional<Bytes> Wrapping::open(std::string_view item, View value) const {
  const auto wrapped = read_wrapped(value);
  if (!wrapped || wrapped->salt != salt_ || wrapped->cost != cost_) return std::nullopt;
  const View sealed = wrapped->sealed;
  const auto nonce = fixed<24>(sealed.first(std::min<std::size_t>(sealed.size(), 24)));
  if (!nonce) return std::nullopt;
  return prim::aead_open(sealed.subspan(24), associated(item), *nonce, derive("concertina/1 wrapping", key_));
}

}  // namespace concertina
