// Circles: couples whose circle is known, each at the page that measures it. Their homes are written by the real
// code (bench/home_writer) from diaries that `concertina rhythm simulate` draws, and the real study looks at them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions as Options, Page } from 'playwright-core';
import { itemsOf, keep } from './items';
import { button, heading, open, section } from './people';
import { program, type Relay } from './relay';

const writer = fileURLToPath(new URL('../../build/bench/home_writer', import.meta.url));

// Days of daily check-ins of both, and the gain of both circles, by what will be said of them.
export const diaries = {
  'too few': { days: 20, gain: 0.9, seed: 1 },
  'not yet': { days: 60, gain: 0.4, seed: 1 },
  'a circle': { days: 150, gain: 0.9, seed: 1 },
  'a circle that feeds itself': { days: 150, gain: 1.1, seed: 1 },
  balancing: { days: 180, gain: -1.5, seed: 2 },
  'no sign': { days: 150, gain: 0, seed: 1 },
};
export type Known = keyof typeof diaries;

export const study = (page: Page) => section(page, 'The circle, measured');
export const looked = (page: Page) => study(page).getByText('A strain from outside').waitFor({ timeout: 60_000 });

let homes = 0; // written so far; each has keys of its own

// One's home, on a browser of their own, at “Our circle”, which is being looked at.
export async function looking(browser: Browser, relay: Relay, options: Options, known: Known): Promise<Page> {
  const folder = mkdtempSync(join(tmpdir(), 'concertina-circle-'));
  try {
    const [diary, items] = [join(folder, 'diary.csv'), join(folder, 'home.items')];
    const asked = Object.entries(diaries[known]).map(([name, value]) => `--${name}=${value}`);
    writeFileSync(diary, execFileSync(program, ['rhythm', 'simulate', ...asked, '--couples=2', '--bounds']));
    execFileSync(writer, [diary, items, relay.origin, String(++homes)]);
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(`${relay.origin}/blank.html`);
    await keep(page, itemsOf(items));
    await page.goto(relay.origin);
    await heading(page, 'My room').waitFor();
    await open(page, 'Our table', 'Our circle');
    return page;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The same, once it has been looked at.
export async function measured(...of: Parameters<typeof looking>): Promise<Page> {
  const page = await looking(...of);
  await looked(page);
  return page;
}

// Each says their half of the circle in words, and puts it on the table. `written`: as soon as Ada's stands there.
export async function sayHalves(ada: Page, ben: Page, written = async () => {}): Promise<void> {
  const halves = [
    [ada, 'close the door', 'that I do not matter to you', 'ask again, a little louder', 'say once that I missed you'],
    [ben, 'ask again at once', 'that there is no room left for me', 'go quiet', 'say when I come back'],
  ] as const;
  const labels = ['When you', 'I fear', 'So I', 'My own smallest step out of it, if you like'];
  for (const [page, ...texts] of halves) {
    await open(page, 'Our table', 'Our circle');
    for (const [at, label] of labels.entries()) await page.getByLabel(label, { exact: true }).fill(texts[at]!);
    if (page === ada) await written();
    await button(page, 'Put a copy on the table').click();
    await page.getByText('a copy is on the table').waitFor();
  }
}
