// Pictures of the pages for doc/pictures, on a phone and on a screen, by day and by night.

import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { diaries, looked, measured, sayHalves, type Known } from './circles';
import { arrive, couple, heading, lookAround, open, section } from './people';
import { deviceTour } from './devicetour';
import { practiceTour } from './practicetour';
import { browser, raise, relay } from './stage';
import { tour } from './tour';
import { walk } from './walk';

const WALK_STOPS = 10;
const folder = fileURLToPath(new URL('../../doc/pictures/', import.meta.url));
const looks = [
  { size: '360', viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 },
  { size: '1280', viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 },
];
raise();

// Each at its stop of the tour. `from`: beginning with that part of the page; `whole`: down to the page's end.
const pictures: { name: string; stop: string; from?: string; whole?: boolean }[] = [
  { name: 'first', stop: 'first' },
  { name: 'begin', stop: 'begin', whole: true },
  { name: 'room', stop: 'room', from: 'My bellows' },
  { name: 'check-in', stop: 'check-in' },
  { name: 'question', stop: 'check-in', from: 'A question' },
  { name: 'table', stop: 'table' },
  { name: 'days', stop: 'table', from: 'Days' },
  { name: 'settings', stop: 'settings', whole: true },
  { name: 'invitation', stop: 'invitation', whole: true },
  { name: 'compare', stop: 'compare' },
  { name: 'locked', stop: 'locked' },
];

// Of the practice's own pages: those that draw, and those that lie on the table.
const practised = ['signs', 'a stretch', 'my days', 'a strained day', 'gifts', 'a full table'];

// Of devices, the recovery code and leaving.
const owned = [
  'recovery code', 'typed back', 'a quiet mark', 'a link for a device', 'words on the phone', 'words of a device', 'welcome',
  'removing', 'removed', 'back to a room', 'ending', 'ended', 'forgotten',
];

async function scrollTo(page: Page, from: string | undefined): Promise<void> {
  if (from === undefined) await page.evaluate(() => window.scrollTo(0, 0));
  else await section(page, from).evaluate((one) => one.scrollIntoView({ block: 'start' }));
}

// What is said and done at this stop lies in the middle of the picture.
const toFocus = (page: Page) => page.evaluate(() => document.activeElement?.scrollIntoView({ block: 'center' }));

let taken = 0;
async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${folder}${name.replaceAll(' ', '-')}.png`, fullPage });
  taken += 1;
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});

it('of all pages, and of the way of the practice', async () => {
  const before = taken;
  for (const { size, ...look } of looks) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const options = { ...look, colorScheme, reducedMotion: 'reduce' } as const;
      await tour(browser, relay, options, async (stop, page) => {
        await page.evaluate(() => (document.activeElement as HTMLElement).blur());
        for (const { name, from, whole = false } of pictures.filter((one) => one.stop === stop)) {
          await scrollTo(page, from);
          await shoot(page, `${name} ${size} ${colorScheme}`, whole);
        }
      });
      await practiceTour(browser, relay, { ...options, deviceScaleFactor: 1 }, async (stop, page) => {
        if (!practised.includes(stop)) return;
        await scrollTo(page, undefined);
        await shoot(page, `practice ${stop} ${size} ${colorScheme}`, true);
      });
      await deviceTour(browser, relay, { ...options, deviceScaleFactor: 1 }, async (stop, page) => {
        if (!owned.includes(stop)) return;
        await toFocus(page);
        await shoot(page, `devices ${stop} ${size} ${colorScheme}`, stop !== 'ending');
      });
      await walk(browser, relay, { ...options, deviceScaleFactor: 1 }, async (stop, page) => {
        await toFocus(page);
        await shoot(page, `walk ${stop} ${size} ${colorScheme}`);
      });
    }
  }
  expect(taken - before).toBe(4 * (pictures.length + practised.length + owned.length + WALK_STOPS));
});

// Each look of one page, since what it shows took a while to find.
async function shootLooks(page: Page, name: string): Promise<void> {
  for (const { size, viewport } of looks) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => window.scrollTo(0, 0));
      await shoot(page, `${name} ${size} ${colorScheme}`, true);
    }
  }
  await page.context().close();
}

it('of the circle, in words and measured', async () => {
  const before = taken;
  const [ada, ben] = await couple(browser, relay, { reducedMotion: 'reduce' });
  await sayHalves(ada, ben);
  await open(ada, 'Our table', 'Our circle');
  await looked(ada);
  await ben.context().close();
  await shootLooks(ada, 'circle in words only');
  const known = (Object.keys(diaries) as Known[]).filter((one) => one !== 'too few');
  for (const one of known) {
    await shootLooks(await measured(browser, relay, { reducedMotion: 'reduce' }, one), `circle ${one.replace('a circle', 'measured')}`);
  }
  expect(taken - before).toBe(4 * (1 + known.length));
});

it('of hours or presence', async () => {
  const page = await arrive(browser, relay, { reducedMotion: 'reduce' });
  await lookAround(page);
  await open(page, 'My room', 'Hours or presence?');
  await heading(page, 'What came after what').waitFor();
  await shootLooks(page, 'hours or presence');
});
