// Module: one instance of a WebAssembly module of ours, with all that it imports: libsodium's primitives,
// randomness, the clock, and the few WASI calls that Debian's C library makes and core never needs.

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

export interface Instance {
  exports: Record<string, (...args: number[]) => number>;
  // Fresh at each use: memory that grew has left every older view behind.
  bytes(at: number, length: number): Uint8Array;
}

const WASI_BAD_FILE = 8;

export async function instantiate(module: WebAssembly.Module, around: Surroundings): Promise<Instance> {
  await sodiumReady();
  let memory: WebAssembly.Memory | undefined;
  const bytes = (at: number, length: number) => {
    if (!memory) throw new Error('The module has no memory yet.');
    return new Uint8Array(memory.buffer, at >>> 0, length >>> 0);
  };
  const noFile = () => WASI_BAD_FILE;
  const wanted = WebAssembly.Module.imports(module);
  const instance = await WebAssembly.instantiate(module, {
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
    // There are no files and no environment in here; whatever asks for them is told so.
    wasi_snapshot_preview1: Object.fromEntries(
      wanted.filter((one) => one.module === 'wasi_snapshot_preview1').map((one) => [one.name, noFile]),
    ),
  });
  memory = instance.exports['memory'] as WebAssembly.Memory;
  const exports = instance.exports as unknown as Instance['exports'];
  exports['_initialize']?.();
  return { exports, bytes };
}
