// Years: opening what two people wrote in 90 days to ten years, in Chromium beside native, and the longest tasks
// of the page's own thread meanwhile. The items are those that build/bench/open_bench writes by the real code.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { openProfile } from '../test/browser';
import { itemsOf, keep } from '../test/items';
import { median, printMachine, printRow } from './figures';
import { fillCheckIn, noteMoments, painted, roomForm, slow, Tasks, type TaskLengths } from './page';

const runs = 5;
const slower = 4;
const days = [90, 365, 730, 1825, 3650];
const traced = [90, 3650];
const program = fileURLToPath(new URL('../../build/bench/open_bench', import.meta.url));

// A profile whose home is these items, and whose service worker has the page.
async function prepare(folder: string, file: string, origin: string): Promise<void> {
  const context = await openProfile(folder);
  const page = await context.newPage();
  await page.goto(`${origin}/blank.html`);
  await keep(page, itemsOf(file));
  await open(context, origin);
  await context.close();
}

interface Opening {
  page: Page;
  painted: number;
  tasks: TaskLengths | null;
}

async function open(context: BrowserContext, origin: string, trace: { slower: number } | null = null): Promise<Opening> {
  const page = await context.newPage();
  await noteMoments(page, roomForm);
  if (trace) await slow(page, trace.slower);
  const tasks = trace ? await Tasks.trace(page) : null;
  await page.goto(origin);
  const moments = await painted(page);
  if (tasks) await page.waitForTimeout(1000);
  const ended = tasks ? await tasks.end() : null;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return { page, painted: moments.painted, tasks: ended };
}

// Milliseconds from the press to the page that has it, and the tasks meanwhile.
async function checkIn(page: Page): Promise<{ took: number } & TaskLengths> {
  await fillCheckIn(page);
  const tasks = await Tasks.trace(page);
  await page.evaluate((selector) => window.watchFor(selector), 'main [role="status"]:not(:empty)');
  await page.getByRole('button', { name: 'Keep in my room' }).first().click();
  const { shownAt, pressed } = await painted(page);
  await page.waitForTimeout(500);
  return { took: shownAt - pressed, ...(await tasks.end()) };
}

export async function printYears(origin: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'concertina-bench-'));
  try {
    const said = execFileSync(program, ['--write', folder, ...days.map(String)], { encoding: 'utf8' });
    const native = said.trim().split('\n').map((line) => line.split(' ').map(Number) as [number, number, number]);
    const opened: { days: number; items: number; native: number; browser: number[] }[] = [];
    const tasks: (string | number)[][] = [];
    let version = '';
    for (const [count, items, alone] of native) {
      const profile = join(folder, `profile-${count}`);
      await prepare(profile, join(folder, `${count}.items`), origin);
      const times: number[] = [];
      for (let run = 0; run < runs; ++run) {
        const context = await openProfile(profile);
        version ||= context.browser()?.version() ?? '';
        times.push((await open(context, origin)).painted);
        await context.close();
      }
      opened.push({ days: count, items, native: alone, browser: times });
      if (traced.includes(count)) tasks.push(...(await longTasks(profile, origin, count)));
      rmSync(profile, { recursive: true });
    }
    print(version, opened, tasks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function longTasks(profile: string, origin: string, count: number): Promise<(string | number)[][]> {
  const rows: (string | number)[][] = [];
  for (const times of [1, slower]) {
    const opening: Opening[] = [];
    const writing: Awaited<ReturnType<typeof checkIn>>[] = [];
    for (let run = 0; run < runs; ++run) {
      const context = await openProfile(profile);
      const one = await open(context, origin, { slower: times });
      opening.push(one);
      writing.push(await checkIn(one.page));
      await context.close();
    }
    const row = (what: string, all: TaskLengths[], took: number[]) => {
      const longest = all.map((one) => one.longest);
      const numbers = [median(longest), Math.max(...longest), median(all.map((one) => one.busy)), median(all.map((one) => one.long)), median(took)];
      rows.push([`${count} days, ${what}`, times, ...numbers.map((one) => one.toFixed(0))]);
    };
    row('opening', opening.map((one) => one.tasks!), opening.map((one) => one.painted));
    row('check-in', writing, writing.map((one) => one.took));
  }
  return rows;
}

function print(version: string, opened: { days: number; items: number; native: number; browser: number[] }[], tasks: (string | number)[][]): void {
  printMachine('== Cold open in Chromium: from the navigation to the painted room', version);
  console.log(
    "Ada's home with Ben's table in it, the years of open_bench. A browser started anew each time, the page from its service\n" +
      `worker. Native: build/bench/open_bench on the same items, a fresh process each time, to the JSON. Medians of ${runs}, in ms.\n`,
  );
  const widths = [6, 7, 8, 8, 8, 7];
  printRow(['days', 'items', 'browser', 'worst', 'native', 'ratio'], widths);
  for (const one of opened) {
    const middle = median(one.browser);
    printRow([one.days, one.items, middle.toFixed(0), Math.max(...one.browser).toFixed(0), one.native.toFixed(0), (middle / one.native).toFixed(1)], widths);
  }
  const year = opened.find((one) => one.days === 365);
  const last = opened[opened.length - 1];
  if (year && last) {
    const power = Math.log(median(last.browser) / median(year.browser)) / Math.log(last.days / year.days);
    console.log(`\nFrom 1 to ${last.days / 365} years it grows with the power ${power.toFixed(2)} of the years.\n`);
  }
  printMachine("== The longest task of the page's own thread", version);
  console.log(
    `By Chromium's tracing; the core works in a worker and is none of it. "slower": the page's own thread so many times slower.\n` +
      `Medians of ${runs}, in ms; "busy": of a processor's time alone; "took": the opening, or from the press to "It is in your room". Aim: 50.\n`,
  );
  const columns = [20, 6, 8, 6, 6, 8, 6];
  printRow(['', 'slower', 'longest', 'worst', 'busy', 'over 50', 'took'], columns);
  for (const row of tasks) printRow(row, columns);
  console.log('');
}
