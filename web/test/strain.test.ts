// Days of strain: either marks one, both see it, and the measured circle looks again. In Chromium, over the real relay.

import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Keyboard } from './keyboard';
import { arrive, button, couple, entry, go, lookAround, open, section } from './people';
import { browser, raise, relay } from './stage';

raise();

const phone = { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' as const };
let ada: Page;
let ben: Page;

beforeAll(async () => {
  [ada, ben] = await couple(browser, relay, phone);
});

const part = (page: Page) => section(page, 'A hard time from outside');
const marks = (page: Page) => part(page).getByRole('listitem');
const circle = (page: Page) => open(page, 'Our table', 'Our circle');

// A day on the page's own calendar, as a date field has it.
const day = (page: Page, ago: number) =>
  page.evaluate((ago) => {
    const now = new Date();
    const then = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago, 12);
    return `${then.getFullYear()}-${String(then.getMonth() + 1).padStart(2, '0')}-${String(then.getDate()).padStart(2, '0')}`;
  }, ago);
async function mark(page: Page, ago: number, words: string): Promise<void> {
  await part(page).getByLabel('The day').fill(await day(page, ago));
  await part(page).getByLabel('What it was, if you like').fill(words);
  await button(page, 'Mark this day').click();
}

it('either marks a day, today or past; both see whose mark it is, and only its author can do something about it', async () => {
  for (const page of [ada, ben]) await circle(page);
  await part(ada).getByText('No day is marked.').waitFor();
  expect(await part(ada).getByLabel('The day').inputValue()).toBe(await day(ada, 0));
  await mark(ada, 3, 'Visitors until Sunday');
  await part(ada).getByText('The day is marked.').waitFor();
  expect(await part(ada).getByLabel('What it was, if you like').inputValue()).toBe('');

  await entry(ben, 'Visitors until Sunday').waitFor();
  expect(await marks(ben).first().innerText()).toMatch(/^Ada\s+\w+day \d+ \w+( \d+)?\s+A day that was strained from outside\s+Visitors until Sunday$/);
  expect(await marks(ben).getByRole('button').count()).toBe(0);
  expect(await marks(ada).getByRole('button').allInnerTexts()).toEqual(['Correct', 'Take back']);

  await mark(ben, 3, '');
  await mark(ben, 0, 'The deadline');
  await entry(ada, 'The deadline').waitFor();
  for (const [page, names] of [[ada, ['Ben', 'Ben', 'You']], [ben, ['You', 'You', 'Ada']]] as const) {
    await expect.poll(() => marks(page).count()).toBe(3);
    expect((await marks(page).locator('.name').allInnerTexts()).sort()).toEqual([...names].sort());
    expect(await marks(page).first().innerText()).toContain('The deadline'); // the newest day first
  }
});

it('a day is marked once, and not before it is here: the page says so and loses no word', async () => {
  await mark(ada, 3, 'Still visitors');
  await part(ada).getByText(`You have marked ${await day(ada, 3)} already. Once is enough.`).waitFor();
  expect(await part(ada).getByLabel('What it was, if you like').inputValue()).toBe('Still visitors');
  await mark(ada, -1, 'Still visitors');
  expect(await part(ada).getByLabel('The day').evaluate((field: HTMLInputElement) => field.validity.rangeOverflow)).toBe(true);
  await part(ada).getByLabel('The day').fill('');
  await button(ada, 'Mark this day').click();
  await part(ada).getByText('Say which day.').waitFor();
  expect(await marks(ada).count()).toBe(3);
});

it('a mark stands among the days of the table, tells of no check-in, and fits on a phone', async () => {
  for (const page of [ada, ben]) {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await go(page, 'Our table');
    await entry(page, 'Visitors until Sunday').waitFor();
    expect(await section(page, 'Days').locator('article').count()).toBe(3);
    expect(await page.locator('main').innerText()).not.toMatch(/\d\d:\d\d|check-in/);
    expect(await section(page, 'Our bellows').count()).toBe(0);
  }
});

it('one’s own mark is taken back, by the keyboard too; the other’s of that day stays', async () => {
  const keys = await Keyboard.of(ada);
  await circle(ada);
  await keys.to('textbox: What it was, if you like', 'Tab', 60);
  await keys.to('Date: The day', 'Shift+Tab');
  await keys.to('button: Mark this day');
  await keys.to('button: Take back');
  await keys.press('Enter');
  expect(await keys.focused()).toBe('group: Take it back');
  await keys.choose('button: Take it back');
  await part(ada).getByText('It is no longer on the table.').waitFor();
  expect(await ada.evaluate(() => document.activeElement?.textContent)).toBe('It is no longer on the table.');
  await circle(ben);
  await entry(ben, 'Visitors until Sunday').waitFor({ state: 'detached' });
  for (const page of [ada, ben]) await expect.poll(() => marks(page).count()).toBe(2);
});

it('the measured circle looks again once a day among its own is marked, or is so no more', async () => {
  const robin = await arrive(browser, relay, phone);
  await lookAround(robin);
  await circle(robin);
  await entry(robin, 'The bridge drawings were due.').waitFor();
  const looking = robin.getByText('Looking at your days …');
  const trap = robin.getByText('A strain from outside that lasts can look the same.');
  await trap.waitFor();
  await mark(robin, 30, 'The flu');
  await looking.waitFor();
  await trap.waitFor();
  await button(entry(robin, 'The flu'), 'Take back').click();
  await button(robin, 'Take it back').click();
  await looking.waitFor();
  await trap.waitFor();
  await robin.context().close();
});
