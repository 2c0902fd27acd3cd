// Primitives: the port through which core reaches its one crypto library, libsodium. Natively it is
// primitives_sodium.cc; on the web the same functions are imports. Nothing else here calls libsodium, and
// nothing here keeps state: randomness and time come in as arguments (core/seal/ambient.h).
#pragma once

#include "core/record/bytes.h"

namespace concertina::prim {

using Key = Fixed<32>;
using Nonce = Fixed<24>;
using Signature = Fixed<64>;
inline constexpr std::size_t kTag = 16;       // bytes that sealing adds to a text
inline constexpr std::size_t kSealOver = 48;  // bytes that box_seal adds: an ephemeral key and a tag

struct KeyPair {
  Fixed<32> public_key;
  Bytes secret;  // Ed25519: 64 bytes, X25519: 32; wiped by whoever owns it
};

// Must be true before anything else is called; false if the library can't start.
bool ready();

// BLAKE2b (RFC 7693) of `data`, keyed when `key` is not empty, into `out` of 16 to 64 bytes.
void blake2b(std::span<std::uint8_t> out, View data, View key = {});

// Ed25519 (RFC 8032).
KeyPair sign_keys(const Fixed<32>& seed);
Signature sign(View message, const KeyPair& keys);
bool verify(View message, const Signature& signature, const Fixed<32>& public_key);

// X25519 box keys; sealed boxes as crypto_box_seal makes them, the ephemeral pair made from a seed that
// the caller takes from fresh randomness and never uses again.
KeyPair box_keys(const Fixed<32>& seed);
Bytes box_seal(View text, const Fixed<32>& to, const Fixed<32>& ephemeral_seed);
std::optional<Bytes> box_open(View sealed, const KeyPair& keys);

// XChaCha20-Poly1305 (IETF). The result is text plus kTag bytes; nothing if it does not verify.
Bytes aead_seal(View text, View associated, const Nonce& nonce, const Key& key);
std::optional<Bytes> aead_open(View sealed, View associated, const Nonce& nonce, const Key& key);

// Argon2id (RFC 9106, version 1.3, one lane): 32 bytes from a password. `memory` is in bytes, at least 8192
// and at most 2^30; `operations` at least 1. Nothing if there is not so much memory.
std::optional<Key> argon2id(View password, const Fixed<16>& salt, std::uint64_t operations,
                            std::uint64_t memory);

bool same_secret(View a, View b);  // in constant time for equal lengths
void wipe(std::span<std::uint8_t> secret);

}  // namespace concertina::prim
