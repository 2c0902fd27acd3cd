#include "core/seal/labelled.h"

#include "core/record/cbor.h"

namespace concertina {

Bytes labelled(std::string_view label, std::initializer_list<View> parts) {
  cbor::Writer out;
  out.array(1 + parts.size()).text(label);
  for (const View part : parts) out.bytes(part);
  return out.take();
}

Hash hash(std::string_view label, std::initializer_list<View> parts) {
  Hash out;
  prim::blake2b(out, labelled(label, parts));
  return out;
}

Id short_hash(std::string_view label, std::initializer_list<View> parts) {
  return *fixed<16>(View(hash(label, parts)).first(16));
}

prim::Key derive(std::string_view label, View key, std::initializer_list<View> parts) {
  prim::Key out;
  prim::blake2b(out, labelled(label, parts), key);
  return out;
}

prim::Signature sign(std::string_view label, View what, const prim::KeyPair& keys) {
  return prim::sign(labelled(label, {what}), keys);
}

bool verify(std::string_view label, View what, const prim::Signature& signature,
            const Fixed<32>& public_key) {
  return prim::verify(labelled(label, {what}), signature, public_key);
}

}  // namespace concertina
