// Pictures of the pages for doc/pictures, on a phone and on a screen, by day and by night.

import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openBrowser } from './browser';
import { section } from './people';
import { Relay, web } from './relay';
import { tour } from './tour';
import { walk } from './walk';

const WALK_STOPS = 10;
const folder = fileURLToPath(new URL('../../doc/pictures/', import.meta.url));
const looks = [
  { size: '360', viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 },
  { size: '1280', viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 },
];
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

async function scrollTo(page: Page, from: string | undefined): Promise<void> {
  if (from === undefined) await page.evaluate(() => window.scrollTo(0, 0));
  else await section(page, from).evaluate((one) => one.scrollIntoView({ block: 'start' }));
}

// What is said and done at this stop lies in the middle of the picture.
const toFocus = (page: Page) => page.evaluate(() => document.activeElement?.scrollIntoView({ block: 'center' }));

it('are taken', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [browser, relay] = await Promise.all([openBrowser(), Relay.start(web)]);
  let taken = 0;
  try {
    for (const { size, ...look } of looks) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const options = { ...look, colorScheme, reducedMotion: 'reduce' } as const;
        const shoot = async (page: Page, name: string, fullPage = false) => {
          await page.evaluate(() => document.fonts.ready);
          await page.screenshot({ path: `${folder}${name}-${size}-${colorScheme}.png`, fullPage });
          taken += 1;
        };
        await tour(browser, relay, options, async (stop, page) => {
          await page.evaluate(() => (document.activeElement as HTMLElement).blur());
          for (const { name, from, whole = false } of pictures.filter((one) => one.stop === stop)) {
            await scrollTo(page, from);
            await shoot(page, name, whole);
          }
        });
        await walk(browser, relay, { ...options, deviceScaleFactor: 1 }, async (stop, page) => {
          await toFocus(page);
          await shoot(page, `walk ${stop}`.replaceAll(' ', '-'));
        });
      }
    }
  } finally {
    await browser.close();
    await relay.end();
  }
  expect(taken).toBe(4 * (pictures.length + WALK_STOPS));
});
