// The measured circle, for couples whose circle is known: what is said, what is drawn, and what never is.

import { describe, expect, it } from 'vitest';
import { looked, looking, measured, study, type Known } from './circles';
import { button, slide, told } from './people';
import { browser, raise, relay } from './stage';

raise();

const phone = { viewport: { width: 360, height: 740 } };
const trap = 'A strain from outside that lasts can look the same. Your days cannot tell the two apart.';

describe.each<[Known, boolean]>([
  ['too few', false],
  ['not yet', false],
  ['a circle', true],
  ['a circle that feeds itself', true],
  ['balancing', true],
  ['no sign', true],
])('%s', (known, drawn) => {
  it('is told in words for both circles alike, with the trap beside it, and drawn once it may be', async () => {
    const page = await measured(browser, relay, phone, known);
    const part = study(page);
    expect(await part.getByRole('heading', { level: 3 }).count()).toBe(2);
    expect(await part.getByText(trap).count()).toBe(1);
    const said = await part.locator('p:not(.small)').allInnerTexts();
    if (!drawn) expect(new Set(said).size).toBe(said.length); // what holds for both is said once
    expect(said.join()).not.toContain(' %'); // a figure and its sign stay on one line
    expect(await part.getByRole('img').count()).toBe(drawn ? 4 : 0);
    expect(await part.getByText('The solid line is the togetherness that').count()).toBe(drawn ? 2 : 0);
    expect(await part.getByRole('slider').count()).toBe(drawn ? 1 : 0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await told(page)).not.toMatch(/diagnos|score|fault|blame|guilty|pursuer|withdrawer/i);
    await page.context().close();
  });
});

it('shows at once what a softer reaction of either would change, by the slider and by ear', async () => {
  const page = await measured(browser, relay, phone, 'a circle');
  const part = study(page);
  const figures = () => part.locator('svg text').filter({ hasText: '%' }).allTextContents();
  const before = (await figures()).map(parseFloat);
  await slide(part, /either of you reacted less/, 5);
  const after = (await figures()).map(parseFloat);
  expect(after.length).toBe(2);
  for (const at of [0, 1]) expect(Math.abs(after[at]! - before[at]! / 2)).toBeLessThanOrEqual(1);
  expect(await part.getByRole('slider').getAttribute('aria-valuetext')).toBe('5 of ten parts less');
  await page.context().close();
});

it('can be stopped, says how far it is, and can be looked at again', async () => {
  const page = await looking(browser, relay, phone, 'a circle that feeds itself');
  const part = study(page);
  await part.getByRole('progressbar', { name: 'Looking at your days …' }).waitFor();
  await button(part, 'Stop').click();
  await button(part, 'Look at our days').waitFor();
  expect(await part.getByRole('heading', { level: 3 }).count()).toBe(0);
  await button(part, 'Look at our days').click();
  await looked(page);
  await page.context().close();
});
