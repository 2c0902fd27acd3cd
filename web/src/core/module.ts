// Module: one instance of a WebAssembly module of ours, with what it imports, and the few WASI calls that Debian's
// C library makes and ours never needs.

export interface Instance {
  exports: Record<string, (...args: number[]) => number>;
  // Fresh at each use: memory that grew has left every older view behind.
  bytes(at: number, length: number): Uint8Array;
}

const WASI_BAD_FILE = 8;

export type Bytes = Instance['bytes'];

// `imports`: what the module takes from outside, given a view of its memory.
export async function instantiate(
  module: WebAssembly.Module,
  imports: (bytes: Bytes) => WebAssembly.Imports = () => ({}),
): Promise<Instance> {
  let memory: WebAssembly.Memory | undefined;
  const bytes = (at: number, length: number) => {
    if (!memory) throw new Error('The module has no memory yet.');
    return new Uint8Array(memory.buffer, at >>> 0, length >>> 0);
  };
  const noFile = () => WASI_BAD_FILE;
  const wanted = WebAssembly.Module.imports(module);
  const instance = await WebAssembly.instantiate(module, {
    ...imports(bytes),
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
