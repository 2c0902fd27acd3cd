// Circle: what studying half a year of one circle costs in WebAssembly, in Node, beside native; and what the page in
// Chromium does meanwhile.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { Study } from '../src/circle/study';
import type { Circles } from '../src/home/words';
import { looked, looking } from '../test/circles';
import { button } from '../test/people';
import type { Relay } from '../test/relay';
import { median, printMachine, printRow } from './figures';
import { Tasks } from './page';

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

// Half a year of two people at “Our circle”, from the press to the pictures of both circles.
async function printPage(browser: Browser, relay: Relay): Promise<void> {
  const rows: { took: number; longest: number }[] = [];
  for (let run = 0; run < runs; ++run) {
    const page = await looking(browser, relay, {}, 'balancing');
    await button(page, 'Stop').click();
    await page.waitForTimeout(1000);
    const tasks = await Tasks.trace(page);
    const began = performance.now();
    await button(page, 'Look at our days').click();
    await looked(page);
    const took = performance.now() - began;
    const { longest } = await tasks.end();
    rows.push({ took, longest });
    await page.context().close();
  }
  const of = (pick: (row: (typeof rows)[0]) => number) => median(rows.map(pick));
  console.log(`In Chromium, both circles of two people: ${(of(({ took }) => took) / 1000).toFixed(1)} s to the pictures, medians of ${runs};`);
  console.log(`of the page's own thread the longest task ${of(({ longest }) => longest).toFixed(0)} ms, the worst ${Math.max(...rows.map(({ longest }) => longest)).toFixed(0)}.\n`);
}

export async function printCircle(browser: Browser, relay: Relay): Promise<void> {
  const chromium = browser.version();
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
  await printPage(browser, relay);
}
