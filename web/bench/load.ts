// Load: the bytes of a first visit, and how soon the page can be used where the processor is slow.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Request } from 'playwright-core';
import { openProfile } from '../test/browser';
import { median, printMachine, printRow } from './figures';
import { begin, beginButton, noteMoments, painted, roomForm, slow } from './page';

const runs = 7;
const slower = 4;

const aims: [RegExp, number][] = [[/\.wasm$/, 100_000]];
const aimOfAll = 350_000;

export async function printBytes(browser: Browser, origin: string): Promise<void> {
  printMachine('== First visit: what goes over the line', browser.version());
  const context = await browser.newContext();
  const finished: Request[] = [];
  context.on('requestfinished', (request) => finished.push(request));
  const page = await context.newPage();
  await noteMoments(page, beginButton);
  await page.goto(origin);
  await painted(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForTimeout(500);
  console.log('A browser that has nothing yet, up to the first page and its service worker. Bytes of each body, packed as it was sent.\n');
  const widths = [48, 9, 9, 9];
  const all = { page: 0, worker: 0 };
  for (const who of ['page', 'worker'] as const) {
    printRow([who === 'page' ? 'fetched by the page' : 'fetched again by the service worker', 'bytes', 'packed', 'aim'], widths);
    for (const request of finished) {
      if ((who === 'worker') !== (request.serviceWorker() !== null)) continue;
      const path = new URL(request.url()).pathname;
      // Chromium tells no size of what workers fetch, but every answer of the relay states its own.
      const headers = (await request.response())?.headers() ?? {};
      const bytes = Number(headers['content-length']);
      const encoding = headers['content-encoding'] ?? 'no';
      const aim = aims.find(([name]) => name.test(path))?.[1] ?? '';
      all[who] += bytes;
      printRow([`  ${path}`, bytes, encoding, who === 'page' ? aim : ''], widths);
    }
    printRow(['  in all', all[who], '', who === 'page' ? aimOfAll : ''], widths);
  }
  console.log('');
  await context.close();
}

async function once(context: BrowserContext, origin: string, selector: string): Promise<number> {
  const page = await context.newPage();
  await noteMoments(page, selector);
  await slow(page, slower);
  await page.goto(origin);
  const moment = (await painted(page)).painted;
  // What is fetched for the next time is no part of this one, but must be whole before it.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.close();
  return moment;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'concertina-bench-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function printUsable(browser: Browser, origin: string): Promise<void> {
  printMachine('== Usable: from the navigation to the painted page', browser.version());
  const [first, firstAgain, room, roomAgain]: number[][] = [[], [], [], []];
  for (let run = 0; run < runs; ++run) {
    const context = await browser.newContext();
    first!.push(await once(context, origin, beginButton));
    firstAgain!.push(await once(context, origin, beginButton));
    await context.close();
  }
  await inFolder(async (folder) => {
    const before = await openProfile(folder);
    const page = await before.newPage();
    await begin(page, origin, 'Ada');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await before.close();
    for (let run = 0; run < runs; ++run) {
      const context = await openProfile(folder);
      room!.push(await once(context, origin, roomForm));
      roomAgain!.push(await once(context, origin, roomForm));
      await context.close();
    }
  });
  console.log(
    `The page's own thread ${slower} times slower, its worker far less; no network in between. Cold: nothing is here yet (first page), or the\n` +
      `browser was just started (room). Warm: once more in the same browser. Medians of ${runs}, and the worst, in ms.\n`,
  );
  const widths = [34, 6, 6, 6, 6];
  printRow(['', 'cold', 'worst', 'warm', 'worst'], widths);
  const row = (name: string, cold: number[], warm: number[]) =>
    printRow([name, ...[median(cold), Math.max(...cold), median(warm), Math.max(...warm)].map(Math.round)], widths);
  row('first page: Begin can be pressed', first!, firstAgain!);
  row('begun: the check-in is there', room!, roomAgain!);
  console.log('');
}
