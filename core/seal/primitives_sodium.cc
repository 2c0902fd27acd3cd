#include "core/seal/primitives.h"

#ifdef __wasm__
#include "core/seal/sodium_imports.h"
#else
#include <sodium.h>
#endif

namespace concertina::prim {

static_assert(kTag == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(kSealOver == crypto_box_SEALBYTES);
static_assert(std::tuple_size_v<Nonce> == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);

bool ready() { return sodium_init() >= 0; }

void blake2b(std::span<std::uint8_t> out, View data, View key) {
  crypto_generichash(out.data(), out.size(), data.data(), data.size(), key.empty() ? nullptr : key.data(),
                     key.size());
}

KeyPair sign_keys(const Fixed<32>& seed) {
  KeyPair out{{}, Bytes(crypto_sign_SECRETKEYBYTES)};
  crypto_sign_seed_keypair(out.public_key.data(), out.secret.data(), seed.data());
  return out;
}

Signature sign(View message, const KeyPair& keys) {
  Signature out;
  crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), keys.secret.data());
  return out;
}

bool verify(View message, const Signature& signature, const Fixed<32>& public_key) {
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) ==
         0;
}

KeyPair box_keys(const Fixed<32>& seed) {
  KeyPair out{{}, Bytes(crypto_box_SECRETKEYBYTES)};
  crypto_box_seed_keypair(out.public_key.data(), out.secret.data(), seed.data());
  return out;
}

Bytes box_seal(View text, const Fixed<32>& to, const Fixed<32>& ephemeral_seed) {
  KeyPair ephemeral = box_keys(ephemeral_seed);
  Bytes both = to_bytes(ephemeral.public_key);
  both.insert(both.end(), to.begin(), to.end());
  Nonce nonce;
  blake2b(nonce, both);
  Bytes out = to_bytes(ephemeral.public_key);
  out.resize(kSealOver + text.size());
  const int bad = crypto_box_easy(out.data() + to.size(), text.data(), text.size(), nonce.data(), to.data(),
                                  ephemeral.secret.data());
  wipe(ephemeral.secret);
  if (bad != 0) out.clear();  // `to` is a point of small order: nothing may be sealed to it
  return out;
}

std::optional<Bytes> box_open(View sealed, const KeyPair& keys) {
  if (sealed.size() < kSealOver) return std::nullopt;
  Bytes out(sealed.size() - kSealOver);
  if (crypto_box_seal_open(out.data(), sealed.data(), sealed.size(), keys.public_key.data(),
                           keys.secret.data()) != 0) {
    return std::nullopt;
  }
  return out;
}

Bytes aead_seal(View text, View associated, const Nonce& nonce, const Key& key) {
  Bytes out(text.size() + kTag);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, text.data(), text.size(), associated.data(),
                                             associated.size(), nullptr, nonce.data(), key.data());
  return out;
}

std::optional<Bytes> aead_open(View sealed, View associated, const Nonce& nonce, const Key& key) {
  if (sealed.size() < kTag) return std::nullopt;
  Bytes out(sealed.size() - kTag);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, sealed.data(), sealed.size(),
                                                 associated.data(), associated.size(), nonce.data(),
                                                 key.data()) != 0) {
    return std::nullopt;
  }
  return out;
}

std::optional<Key> argon2id(View password, const Fixed<16>& salt, std::uint64_t operations,
                            std::uint64_t memory) {
  static_assert(crypto_pwhash_SALTBYTES == std::tuple_size_v<Fixed<16>>);
  Key out;
  if (crypto_pwhash(out.data(), out.size(), reinterpret_cast<const char*>(password.data()), password.size(),
                    salt.data(), static_cast<std::size_t>(operations), static_cast<std::size_t>(memory),
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return std::nullopt;
  }
  return out;
}

bool same_secret(View a, View b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::span<std::uint8_t> secret) { sodium_memzero(secret.data(), secret.size()); }

}  // namespace concertina::prim
