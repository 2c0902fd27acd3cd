// Access: what a machine can tell of whether everybody can use every page: by ear, by night, with motion off,
// with large text on a small screen.

import { chromium, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { launchOptions } from './browser';
import { deviceTour } from './devicetour';
import { faults } from './faults';
import { arrive } from './people';
import { practiceTour } from './practicetour';
import { browser, raise, relay } from './stage';
import { tour } from './tour';
import { walk } from './walk';

raise();

const sizes = { small: { width: 360, height: 740 }, wide: { width: 1280, height: 900 } };
const drawn = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const running = (page: Page) => page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length);

// The whole page at once: where it scrolls, a button may rest half under the bar, and axe would call it too small.
async function whole(page: Page, { width, height }: typeof sizes.small): Promise<void> {
  await page.setViewportSize({ width, height });
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, tall) });
}

describe.each([
  ['every page', tour],
  ['every page of the practice', practiceTour],
  ['every page of devices and leaving', deviceTour],
  ['the whole way, by keyboard alone,', walk],
])('%s', (_, tour) => {
  it('has no fault that axe finds, on a phone and on a screen, by day and by night; and rests where motion is off', async () => {
    const found: string[] = [];
    await tour(browser, relay, { viewport: sizes.small, reducedMotion: 'reduce' }, async (name, page) => {
      if ((await running(page)) > 0) found.push(`${name}: something moves`);
      for (const [size, viewport] of Object.entries(sizes)) {
        await whole(page, viewport);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await drawn(page);
          for (const fault of await faults(page)) found.push(`${name}, ${size}, ${colorScheme}: ${fault}`);
        }
      }
      await page.setViewportSize(sizes.small);
    });
    expect(found).toEqual([]);
  });

  it('needs no sideways scrolling at 360 pixels with text of twice the size', async () => {
    const large = await chromium.launch({ ...launchOptions, args: [...launchOptions.args, '--blink-settings=defaultFontSize=32'] });
    const found: string[] = [];
    await tour(large, relay, { viewport: sizes.small, reducedMotion: 'reduce' }, async (name, page) => {
      await drawn(page);
      const [root, over] = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return [getComputedStyle(document.documentElement).fontSize, scrollWidth - clientWidth] as const;
      });
      expect(root).toBe('32px');
      if (over > 0) found.push(`${name}: ${over} pixels too wide`);
    }).finally(() => large.close());
    expect(found).toEqual([]);
  });
});

describe('motion', () => {
  it('is there where it is welcome: the first page breathes', async () => {
    const page = await arrive(browser, relay, { reducedMotion: 'no-preference' });
    expect(await running(page)).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await running(page)).toBe(0);
    await page.context().close();
  });
});
