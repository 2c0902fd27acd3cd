// The C ABI through TypeScript, in Node: memory that grows under way, and what is refused.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Code, Core, type Change, type CoreRefusal } from '../src/core/core';
import { browserSurroundings } from '../src/core/surroundings';

const bytes = readFileSync(new URL('../../build/wasm/concertina.wasm', import.meta.url));
const module = new WebAssembly.Module(bytes);

async function begun(): Promise<[Core, Map<string, Uint8Array>]> {
  const core = await Core.make(module, browserSurroundings);
  core.begin('Ada');
  const items = new Map<string, Uint8Array>();
  store(items, core.takeChanges());
  return [core, items];
}
function store(items: Map<string, Uint8Array>, changes: Change[]): void {
  for (const { key, value } of changes) {
    if (value) items.set(key, value);
    else items.delete(key);
  }
}
async function reopened(items: Map<string, Uint8Array>): Promise<Core> {
  const core = await Core.make(module, browserSurroundings);
  for (const key of [...items.keys()].sort()) core.restore(key, items.get(key)!);
  core.finish();
  return core;
}

it('memory that grows in the middle of a call changes nothing', async () => {
  const [core, items] = await begun();
  const exports = (core as unknown as { instance: { exports: { memory: WebAssembly.Memory } } }).instance.exports;
  const before = exports.memory.buffer.byteLength;
  const texts = Array.from({ length: 150 }, (_, at) => `${at} ` + 'é'.repeat(9_000));
  for (const text of texts) {
    core.write(JSON.stringify({ kind: 'note', words: text }));
    store(items, core.takeChanges());
  }
  expect(exports.memory.buffer.byteLength).toBeGreaterThan(2 * before);
  const house = core.house();
  expect(JSON.parse(house).room.map((item: { words: string }) => item.words)).toEqual(texts);
  expect((await reopened(items)).house()).toBe(house);
});

it('a refusal is a sentence with its code, and the core goes on', async () => {
  const [core] = await begun();
  const refused = (work: () => void): CoreRefusal => {
    try {
      work();
    } catch (trouble) {
      return trouble as CoreRefusal;
    }
    throw new Error('It was not refused.');
  };
  expect(refused(() => core.write('{"kind":"note"')).code).toBe(Code.INVALID);
  const eleven = { kind: 'check-in', togetherness: { want: 11, have: 1 }, separateness: { want: 1, have: 1 } };
  expect(refused(() => core.write(JSON.stringify(eleven))).message).toContain('0 to 10');
  expect(refused(() => core.takeBack('abcd')).code).toBe(Code.NOT_FOUND);
  expect(refused(() => core.round(0)).code).toBe(Code.NOT_FOUND);
  core.write(JSON.stringify({ kind: 'note', words: 'on it goes' }));
  expect(JSON.parse(core.house()).room).toHaveLength(1);
});

it('a wrapped home opens by its passphrase alone', async () => {
  const [core, items] = await begun();
  core.setPassphrase('open sesame');
  store(items, core.takeChanges());
  const locked = await Core.make(module, browserSurroundings);
  for (const key of [...items.keys()].sort()) locked.restore(key, items.get(key)!);
  expect(() => locked.finish()).toThrowError(expect.objectContaining({ code: Code.LOCKED }));
  expect(() => locked.unlock('open season')).toThrowError(expect.objectContaining({ code: Code.REFUSED }));
  locked.unlock('open sesame');
  locked.finish();
  expect(JSON.parse(locked.house()).name).toBe('Ada');
});

it('the example couple has ninety days and never meets a relay', async () => {
  const core = await Core.make(module, browserSurroundings);
  core.beginExample();
  expect(core.takeChanges()).toEqual([]);
  const { history } = JSON.parse(core.house());
  const day = (at: number) => Date.parse(history.mine.at(at).day) / 86_400_000;
  expect(day(-1) - day(0) + 1).toBe(90);
  expect(history.shared.length).toBeGreaterThan(40);
  expect(JSON.parse(core.status()).example).toBe(true);
  expect(() => core.round(0)).toThrow();
});
