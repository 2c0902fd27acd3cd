// The private question (care rule 11), the help behind it, and the map of two, with the example couple in Chromium.

import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { arrive, button, go, heading, lookAround, section } from './people';
import { browser, raise, relay } from './stage';

raise();

let robin: Page;

beforeAll(async () => {
  robin = await arrive(browser, relay, { viewport: { width: 360, height: 740 } });
  await lookAround(robin);
});

it('the map of two shows both as equals, with a text beside it, and nothing is too wide for a phone', async () => {
  await go(robin, 'Our table');
  const map = section(robin, 'The map of two');
  const points = map.locator('svg circle');
  expect(await points.count()).toBe(2);
  const sizes = await points.evaluateAll((all) => all.map((one) => one.getAttribute('r')));
  expect(sizes[0]).toBe(sizes[1]);
  expect(await map.locator('figcaption').innerText()).toContain('what each usually wants');
  expect(await robin.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

it('signs say that it is too early to look, and never that something is wrong', async () => {
  await go(robin, 'My room');
  await button(robin, 'Signs').click();
  await button(robin, 'Look').click();
  await robin.getByText('Not yet: it takes some eighty days').waitFor();
});

it('a yes shows help, and stops every prompt to share or to look at one’s own part; a no brings them back', async () => {
  await go(robin, 'My room');
  const quiet = section(robin, 'A question for you alone');
  await quiet.getByText('Nobody else sees this question').waitFor();
  await button(robin, 'Turn to myself').waitFor();
  await quiet.getByRole('button', { name: 'Yes' }).click();
  await heading(robin, 'If you are afraid').waitFor();
  const lines = section(robin, 'Helplines');
  for (const line of await lines.locator('dl > div').all()) {
    expect(await line.innerText()).toMatch(/\d{3}[\s\S]+As \S+ had it on /); // a number, its source, the day it was read
  }
  await lines.getByText('Numbers change.').waitFor();
  for (const place of ['My room', 'Our table'] as const) {
    await go(robin, place);
    for (const prompt of ['Turn to myself', 'A stretch', 'Our circle', 'Gifts', 'An invitation']) {
      expect(await button(robin, prompt).count(), `${place}: ${prompt}`).toBe(0);
    }
  }
  await go(robin, 'My room');
  expect(await section(robin, 'A question for you alone').count()).toBe(0);
  await button(robin, 'Help').click();
  await button(robin, 'Have it as before').click();
  await go(robin, 'My room');
  await button(robin, 'Turn to myself').waitFor();
});
