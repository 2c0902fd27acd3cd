// Surroundings: what core takes from outside: libsodium's primitives, randomness and the clock.

import type { Bytes } from './module';
import { sodiumImports, sodiumReady } from './sodium';

// The two things of the outside world that sealing needs. Tests hand in their own.
export interface Surroundings {
  random(into: Uint8Array): void;
  now(): { seconds: number; offsetMinutes: number };
}

export const browserSurroundings: Surroundings = {
  random(into) {
    // 65,536 bytes is the most that one call may ask for.
    for (let at = 0; at < into.length; at += 65_536) {
      crypto.getRandomValues(into.subarray(at, Math.min(at + 65_536, into.length)));
    }
  },
  now() {
    const now = new Date();
    return { seconds: now.getTime() / 1000, offsetMinutes: -now.getTimezoneOffset() };
  },
};

// The imports of a module that seals, once libsodium is there.
export async function importsFrom(around: Surroundings): Promise<(bytes: Bytes) => WebAssembly.Imports> {
  await sodiumReady();
  return (bytes) => ({
    sodium: sodiumImports(bytes),
    concertina: {
      random(at: number, length: number) {
        try {
          // Not straight into the module's memory: a view of it may be of a kind that is not taken.
          const fresh = new Uint8Array(length);
          around.random(fresh);
          bytes(at, length).set(fresh);
          return 0;
        } catch {
          return -1;
        }
      },
      clock(offsetAt: number) {
        const { seconds, offsetMinutes } = around.now();
        new DataView(bytes(offsetAt, 4).buffer, offsetAt >>> 0, 4).setInt32(0, Math.round(offsetMinutes), true);
        return seconds;
      },
    },
  });
}
