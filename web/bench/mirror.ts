// Mirror: what reading costs in WebAssembly, beside others that read prose by rules, and what a key costs where the
// mirror reads along on a slow processor. The others look for other things: the figures are for orientation.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { Reader } from '../src/mirror/reader';
import { median, printMachine, printRow } from './figures';
import { begin, slow, Tasks } from './page';

const file = (path: string) => new URL(`../../${path}`, import.meta.url);
const runs = 15;
const slower = 6;
const keys = 40;

type Read = (text: string) => unknown;
const LETTER =
  'I was so tired on Monday, and when you came home late I did not know what to say to you. You never listen to me ' +
  'and I feel ignored. We could go to the sea again in May, as we did when Tom was small; I liked how you laughed at ' +
  'the gulls. ';
const letter = LETTER.repeat(6).split(' ').slice(0, 300).join(' ');

// Milliseconds of one call, the median of several.
function took(work: () => unknown): number {
  work();
  return median(Array.from({ length: runs }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  }));
}

async function peers(): Promise<[string, Read][]> {
  const folder = file('bench/peers/');
  if (!existsSync(new URL('node_modules/alex', folder)))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], { cwd: fileURLToPath(folder) });
  const load = (path: string) => import(/* @vite-ignore */ new URL(`node_modules/${path}`, folder).href);
  const [alex, good, { unified }, english, equality, stringify] = await Promise.all(
    ['alex/index.js', 'write-good/write-good.js', 'unified/index.js', 'retext-english/index.js', 'retext-equality/index.js', 'alex/node_modules/retext-stringify/index.js']
      .map((path) => load(path).catch(() => null)),
  );
  const retext = unified().use(english.default).use(equality.default);
  const compiled = stringify ? retext.use(stringify.default) : retext.use(function (this: { Compiler: unknown; compiler: unknown }) {
    this.Compiler = this.compiler = () => '';
  });
  return [
    ['alex', (text) => alex.text(text)],
    ['write-good', (text) => good.default(text)],
    ['retext-equality', (text) => compiled.processSync(text)],
  ];
}

export async function printMirror(browser: Browser, origin: string): Promise<void> {
  printMachine('== The mirror: reading in WebAssembly, in Node, beside others', browser.version());
  const texts = readFileSync(file('core/mirror/gold.jsonl'), 'utf8').trim().split('\n').map((line): string => JSON.parse(line).text);
  const reader = await Reader.make(new WebAssembly.Module(readFileSync(file('build/wasm/mirror.wasm'))));
  console.log(`A letter of 300 words (${letter.length} bytes), medians of ${runs}; and ${texts.length} short texts, one after the other.\n`);
  const widths = [20, 14, 14];
  printRow(['', 'letter, µs', 'texts/second'], widths);
  const first = performance.now();
  reader.read(letter, []);
  const started = performance.now() - first;
  for (const [name, read] of [['mirror', (text: string) => reader.read(text, [])] as [string, Read], ...(await peers())]) {
    const one = took(() => read(letter));
    const all = took(() => texts.forEach(read));
    printRow([name, Math.round(one * 1000), Math.round((texts.length / all) * 1000)], widths);
  }
  console.log(`The mirror's first reading, its rules included: ${started.toFixed(0)} ms.\n`);

  printMachine(`== The mirror reads along: ${keys} keys into a note of 300 words, the page's own thread ${slower} times slowed`, browser.version());
  const context = await browser.newContext();
  const page = await context.newPage();
  await begin(page, origin, 'Ada');
  const rows: (string | number)[][] = [];
  for (const live of [false, true]) {
    if (live) {
      await page.getByRole('button', { name: 'Settings', exact: true }).click();
      await page.getByLabel('Let it read along while you write').check();
      await page.getByRole('button', { name: 'My room', exact: true }).click();
    }
    const note = page.getByLabel('What you want to remember, or to say');
    await note.fill(letter);
    await page.waitForTimeout(1500);
    await slow(page, slower);
    const tasks = await Tasks.trace(page);
    for (let key = 0; key < keys; ++key) {
      await note.press('x');
      if (key % 10 === 9) await page.waitForTimeout(1000); // a rest, in which it reads
    }
    const { longest, busy } = await tasks.end();
    await slow(page, 1);
    await note.fill('');
    rows.push([live ? 'reading along' : 'quiet', longest.toFixed(1), busy.toFixed(1)]);
  }
  printRow(['', 'longest task, ms', 'busiest, ms'], [20, 17, 12]);
  for (const row of rows) printRow(row, [20, 17, 12]);
  console.log(`It reads in a worker of its own, in rests of 0.4 s: a key never waits for it.\n`);
  await context.close();
}
