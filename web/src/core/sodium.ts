// Sodium: what core/seal/sodium_imports.h asks for, out of libsodium's own WebAssembly build. Names and
// arguments are libsodium's C ones; pointers are places in the module's memory.

import sodium from 'libsodium-wrappers-sumo';

export type Bytes = (at: number, length: number) => Uint8Array; // a view that holds during one call only

const NONCE = 24;
const KEY = 32;
const SIGNATURE = 64;
const TAG = 16;
const SEAL = 48;
const SALT = 16;

export async function sodiumReady(): Promise<void> {
  await sodium.ready;
}

// libsodium's wrappers throw where the C functions return -1: a text that was not sealed or signed so.
function unless(failing: () => void): number {
  try {
    failing();
    return 0;
  } catch {
    return -1;
  }
}

export function sodiumImports(bytes: Bytes): Record<string, (...args: number[]) => number> {
  // Copies: what libsodium is given must not move while it works.
  const take = (at: number, length: number) => bytes(at, length).slice();
  const put = (at: number, value: Uint8Array) => bytes(at, value.length).set(value);
  const pair = (publicAt: number, secretAt: number, keys: { publicKey: Uint8Array; privateKey: Uint8Array }) => {
    put(publicAt, keys.publicKey);
    put(secretAt, keys.privateKey);
    return 0;
  };
  type Args = [number, number, number, number, number, number, number, number, number];
  const table = {
    sodium_init: () => 0,
    sodium_memcmp: (a: number, b: number, length: number) =>
      sodium.memcmp(take(a, length), take(b, length)) ? 0 : -1,
    crypto_generichash: (out: number, size: number, from: number, length: number, key: number, keyLength: number) => {
      put(out, sodium.crypto_generichash(size, take(from, length), keyLength > 0 ? take(key, keyLength) : null));
      return 0;
    },
    crypto_sign_seed_keypair: (publicAt: number, secretAt: number, seed: number) =>
      pair(publicAt, secretAt, sodium.crypto_sign_seed_keypair(take(seed, KEY))),
    crypto_sign_detached: (out: number, _: number, text: number, length: number, secret: number) => {
      put(out, sodium.crypto_sign_detached(take(text, length), take(secret, SIGNATURE)));
      return 0;
    },
    crypto_sign_verify_detached: (signature: number, text: number, length: number, key: number) =>
      sodium.crypto_sign_verify_detached(take(signature, SIGNATURE), take(text, length), take(key, KEY)) ? 0 : -1,
    crypto_box_seed_keypair: (publicAt: number, secretAt: number, seed: number) =>
      pair(publicAt, secretAt, sodium.crypto_box_seed_keypair(take(seed, KEY))),
    crypto_box_easy: (out: number, text: number, length: number, nonce: number, key: number, secret: number) =>
      unless(() =>
        put(out, sodium.crypto_box_easy(take(text, length), take(nonce, NONCE), take(key, KEY), take(secret, KEY))),
      ),
    crypto_box_seal_open: (out: number, sealed: number, length: number, key: number, secret: number) =>
      length < SEAL
        ? -1
        : unless(() => put(out, sodium.crypto_box_seal_open(take(sealed, length), take(key, KEY), take(secret, KEY)))),
    crypto_pwhash: (
      out: number, size: number, text: number, length: number, salt: number, passes: number, memory: number, algorithm: number,
    ) => unless(() => put(out, sodium.crypto_pwhash(size, take(text, length), take(salt, SALT), passes, memory, algorithm))),
    crypto_aead_xchacha20poly1305_ietf_encrypt: (...[out, , text, length, also, alsoLength, , nonce, key]: Args) => {
      const sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        take(text, length), take(also, alsoLength), null, take(nonce, NONCE), take(key, KEY));
      put(out, sealed);
      return 0;
    },
    crypto_aead_xchacha20poly1305_ietf_decrypt: (...[out, , , sealed, length, also, alsoLength, nonce, key]: Args) =>
      length < TAG
        ? -1
        : unless(() =>
            put(out, sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
              null, take(sealed, length), take(also, alsoLength), take(nonce, NONCE), take(key, KEY))),
          ),
  };
  return table as unknown as Record<string, (...args: number[]) => number>;
}
