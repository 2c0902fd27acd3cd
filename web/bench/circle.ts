// Circle: what studying half a year of one circle costs in WebAssembly, in Node, beside native.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Study } from '../src/circle/study';
import type { Circles } from '../src/home/words';
import { median, printMachine, printRow } from './figures';

const file = (path: string) => new URL(`../../${path}`, import.meta.url);
const EFFORT = { warmup: 500, draws: 500 };
const LOOKS = 500; // as the page's worker has it
const runs = 5;

interface Native {
  days: number;
  with: number;
  without: number;
  sights: Circles['circles'][number];
}

// CPU seconds, so that what else the machine does is not in them.
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export async function printCircle(chromium: string): Promise<void> {
  printMachine('== The circle: half a year of two people studied in WebAssembly, in Node', chromium);
  const native: Native = JSON.parse(execFileSync(fileURLToPath(file('build/bench/rhythm_bench')), ['--study'], { encoding: 'utf8' }));
  const module = new WebAssembly.Module(readFileSync(file('build/wasm/study.wasm')));
  const took: number[] = [];
  let longest = 0;
  for (let run = 0; run < runs; ++run) {
    const study = await Study.make(module);
    const began = seconds();
    study.start({ sights: native.sights, days: native.days, strained: [] }, EFFORT);
    for (let more = true; more; ) {
      const before = seconds();
      more = study.advance(LOOKS);
      longest = Math.max(longest, seconds() - before);
    }
    took.push(seconds() - began);
  }
  console.log(`${native.days} days, 4 chains of ${EFFORT.warmup} + ${EFFORT.draws}; CPU seconds, medians of ${runs}.\n`);
  const widths = [34, 8, 8];
  printRow(['', 'seconds', 'ratio'], widths);
  for (const [name, time] of [
    ['WebAssembly', median(took)],
    ['native, four points side by side', native.with],
    ['native, one point after the other', native.without],
  ] as [string, number][]) printRow([name, time.toFixed(2), (median(took) / time).toFixed(2)], widths);
  console.log(`The longest slice of ${LOOKS} looks, in the worker: ${(longest * 1000).toFixed(0)} ms.\n`);
}
