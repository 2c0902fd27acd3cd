// Sodium imports: the part of libsodium that core/seal/primitives_sodium.cc calls, as a WebAssembly module
// imports it. Names, arguments and results are libsodium's own, but for lengths, which have 32 bits here;
// web/ provides them out of libsodium's own WebAssembly build.
#pragma once

#include <cstddef>
#include <cstdint>

#define CONCERTINA_SODIUM(name) __attribute__((import_module("sodium"), import_name(#name))) int name

inline constexpr std::size_t crypto_aead_xchacha20poly1305_ietf_ABYTES = 16;
inline constexpr std::size_t crypto_aead_xchacha20poly1305_ietf_NPUBBYTES = 24;
inline constexpr std::size_t crypto_box_SEALBYTES = 48;
inline constexpr std::size_t crypto_box_SECRETKEYBYTES = 32;
inline constexpr std::size_t crypto_sign_SECRETKEYBYTES = 64;
inline constexpr std::size_t crypto_pwhash_SALTBYTES = 16;
inline constexpr int crypto_pwhash_ALG_ARGON2ID13 = 2;

extern "C" {
using Out = std::uint8_t*;
using In = const std::uint8_t*;

CONCERTINA_SODIUM(sodium_init)();
CONCERTINA_SODIUM(sodium_memcmp)(In a, In b, std::size_t length);
CONCERTINA_SODIUM(crypto_generichash)(Out out, std::size_t size, In in, std::size_t length, In key,
                                      std::size_t key_length);
CONCERTINA_SODIUM(crypto_sign_seed_keypair)(Out public_key, Out secret_key, In seed);
CONCERTINA_SODIUM(crypto_sign_detached)(Out signature, Out no_length, In text, std::size_t length,
                                        In secret_key);
CONCERTINA_SODIUM(crypto_sign_verify_detached)(In signature, In text, std::size_t length, In public_key);
CONCERTINA_SODIUM(crypto_box_seed_keypair)(Out public_key, Out secret_key, In seed);
CONCERTINA_SODIUM(crypto_box_easy)(Out out, In text, std::size_t length, In nonce, In public_key,
                                   In secret_key);
CONCERTINA_SODIUM(crypto_box_seal_open)(Out out, In sealed, std::size_t length, In public_key, In secret_key);
CONCERTINA_SODIUM(crypto_pwhash)(Out out, std::size_t size, const char* passphrase, std::size_t length,
                                 In salt, std::size_t passes, std::size_t memory, int algorithm);
CONCERTINA_SODIUM(crypto_aead_xchacha20poly1305_ietf_encrypt)(Out out, Out no_length, In text,
                                                              std::size_t length, In associated,
                                                              std::size_t associated_length, In no_secret,
                                                              In nonce, In key);
CONCERTINA_SODIUM(crypto_aead_xchacha20poly1305_ietf_decrypt)(Out out, Out no_length, Out no_secret,
                                                              In sealed, std::size_t length, In associated,
                                                              std::size_t associated_length, In nonce,
                                                              In key);
}

#undef CONCERTINA_SODIUM

// Here, where memory is the module's own: the import could only do the same.
inline void sodium_memzero(void* from, std::size_t length) {
  volatile std::uint8_t* at = static_cast<std::uint8_t*>(from);
  while (length-- > 0) *at++ = 0;
}
