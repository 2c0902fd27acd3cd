// Golden: reads the files out of golden.wasm (core/golden/module.cc).

import type { Instance } from '../src/core/module';

export function goldenFiles({ exports, bytes }: Instance): { name: string; text: string }[] {
  const read = (file: number, name: number) => {
    const at = exports['golden_text']!(file, name);
    return new TextDecoder().decode(bytes(at, exports['golden_size']!()));
  };
  return Array.from({ length: exports['golden_count']!() }, (_, file) => ({ name: read(file, 1), text: read(file, 0) }));
}
