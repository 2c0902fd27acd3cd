// Wrong passphrases slow down, and a right one ends that.

import { expect, it } from 'vitest';
import { Code } from '../core/core';
import { Refusal } from './home';
import { Tries } from './tries';

const wrong = () => {
  throw new Refusal('This is not the passphrase.', Code.REFUSED);
};

it('the third wrong one is followed by a pause, and each further one by a longer one, up to a minute', async () => {
  let now = 0;
  const tries = new Tries(() => now);
  for (let i = 0; i < 3; ++i) await expect(tries.do(wrong)).rejects.toThrow('not the passphrase');
  const pauses: number[] = [];
  for (let i = 0; i < 7; ++i) {
    let pause = 0;
    for (; ; pause += 1, now += 1000) {
      const said = await tries.do(wrong).catch((trouble: Refusal) => trouble.code);
      if (said === Code.REFUSED) break;
      expect(said).toBe(Code.BUSY);
    }
    pauses.push(pause);
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60]);
});

it('in a pause even the right one is not tried; afterwards it opens, and the next mistakes cost nothing again', async () => {
  let now = 0;
  const tries = new Tries(() => now);
  for (let i = 0; i < 3; ++i) await tries.do(wrong).catch(() => undefined);
  let done = 0;
  await expect(tries.do(() => (done += 1))).rejects.toThrow('in 2 seconds');
  expect(done).toBe(0);
  now = 2000;
  expect(await tries.do(() => (done += 1))).toBe(1);
  for (let i = 0; i < 3; ++i) await expect(tries.do(wrong)).rejects.toThrow('not the passphrase');
});

it('what is no wrong passphrase is not counted', async () => {
  const tries = new Tries(() => 0);
  const storage = () => {
    throw new Refusal('no memory', Code.STORAGE);
  };
  for (let i = 0; i < 9; ++i) await expect(tries.do(storage)).rejects.toThrow('no memory');
});
