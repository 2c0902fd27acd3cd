// The worked examples of every byte format, computed in WebAssembly: byte for byte those of the repository,
// which the native build computed.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instantiate } from '../src/core/module';
import { importsFrom } from '../src/core/surroundings';
import { goldenFiles } from './golden';

const folder = new URL('../../core/golden/', import.meta.url);
const module = new WebAssembly.Module(readFileSync(new URL('../../build/wasm/golden.wasm', import.meta.url)));
const files = goldenFiles(
  await instantiate(
    module,
    await importsFrom({
      random: () => {
        throw new Error('golden vectors take nothing from chance');
      },
      now: () => ({ seconds: 0, offsetMinutes: 0 }),
    }),
  ),
);

describe('golden vectors in Node', () => {
  it('are all there', () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.map((file) => file.name + '.json').sort()).toEqual(names.sort());
  });
  for (const file of files) {
    it(`${file.name} equals the native ones byte for byte`, () => {
      expect(file.text).toBe(readFileSync(new URL(file.name + '.json', folder), 'utf8'));
    });
  }
});
