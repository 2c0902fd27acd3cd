// Labelled: every hash, key and signature says what it is for, so that none can stand in for another.
//
// What is hashed or signed is always the CBOR array [label, part, part …] with the label as text and the
// parts as byte strings: no two different lists give the same bytes. All labels are listed in
// doc/format.md, "labels", and used nowhere but through these functions.
#pragma once

#include <initializer_list>

#include "core/seal/primitives.h"

namespace concertina {

Bytes labelled(std::string_view label, std::initializer_list<View> parts);
Hash hash(std::string_view label, std::initializer_list<View> parts);
Id short_hash(std::string_view label, std::initializer_list<View> parts);  // the first 16 bytes of hash()
prim::Key derive(std::string_view label, View key, std::initializer_list<View> parts = {});  // keyed hash
prim::Signature sign(std::string_view label, View what, const prim::KeyPair& keys);
bool verify(std::string_view label, View what, const prim::Signature& signature, const Fixed<32>& public_key);

}  // namespace concertina
