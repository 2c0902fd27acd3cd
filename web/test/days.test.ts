// My days: all of one's own found, searched and read again, in Chromium over the real relay.

import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { arrive, begin, button, checkIn, couple, entry, go, heading, lookAround, note, open, section, slide, told } from './people';
import { browser, raise, relay } from './stage';

raise();

const options = { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' } as const;
const entries = (page: Page) => page.locator('article');
const look = (page: Page, words: string) => page.getByLabel('Words to look for').fill(words);
const days = (page: Page) => open(page, 'My room', 'My days');

it('invites where nothing is written yet', async () => {
  const page = await arrive(browser, relay, options);
  await begin(page, 'Ada');
  await days(page);
  await page.getByText('Nothing is written yet.').waitFor();
  expect(await page.getByRole('search').count()).toBe(0);
  await button(page, 'How is it right now?').click();
  await heading(page, 'My room').waitFor();
  await page.context().close();
});

describe('all of mine', () => {
  let ada: Page;
  let ben: Page;
  beforeAll(async () => {
    [ada, ben] = await couple(browser, relay, options);
  });

  it('is found by its words, its kind and its day, and its copies on the table on wish', async () => {
    await go(ada, 'My room');
    await note(ada, 'The long way home', 'Keep in my room');
    await note(ada, 'Rain on the canal', 'Put a copy on the table');
    await checkIn(ada, [8, 4, 3, 6], 'A slow WALK', 'Keep in my room');
    await open(ada, 'My room', 'Turn to myself');
    await button(ada, 'Begin').click();
    await ada.getByRole('textbox').fill('We walked past each other.');
    await button(ada, 'Leave it for now').click();
    await ada.getByText('It waits in your room.').waitFor();
    await open(ada, 'Our table', 'My time');
    await button(ada, 'Put it on the table').click();
    await ada.getByText('It lies on the table.').waitFor();
    await go(ben, 'My room');
    await note(ben, 'Not from Ada', 'Put a copy on the table');

    await days(ada);
    expect(await ada.locator('main h2').count()).toBe(1); // one day
    expect(await entries(ada).count()).toBe(5);
    await ada.getByLabel('Also my copies on the table').check();
    expect(await entries(ada).count()).toBe(6);
    await entry(ada, 'note, on the table').waitFor();
    await ada.getByLabel('Also my copies on the table').uncheck();

    await look(ada, 'walk');
    await ada.getByRole('status').getByText('2 entries are like that.').waitFor();
    await entry(ada, 'A slow WALK').waitFor();
    await entry(ada, 'We walked past each other.').waitFor();
    await ada.getByLabel('Show').selectOption({ label: 'Check-in' });
    await ada.getByRole('status').getByText('One entry is like that.').waitFor();
    await look(ada, 'nowhere');
    await ada.getByText('Nothing like that is here.').waitFor();
    await button(ada, 'Show everything again').click();
    expect(await entries(ada).count()).toBe(5);
    expect(await ada.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
    await ada.getByLabel('Up to the day').fill('2001-01-01');
    await ada.getByText('Nothing like that is here.').waitFor();
    await button(ada, 'Show everything again').click();
    expect(await entries(ada).filter({ hasText: 'Not from Ada' }).count()).toBe(0);
  });

  it('is corrected there, and its earlier words stay for their author alone', async () => {
    await days(ada);
    await ada.getByLabel('Also my copies on the table').check();
    const copy = ada.getByRole('article').filter({ hasText: 'on the table' }).filter({ hasText: 'Rain on the canal' });
    await button(copy, 'Correct').click();
    await ada.getByLabel('Your note').fill('Sun on the canal');
    await button(ada, 'Keep the correction').click();
    await ada.getByText('Corrected.').waitFor();
    const mended = entry(ada, 'Sun on the canal');
    expect(await mended.getByText('Rain on the canal').isVisible()).toBe(false);
    await mended.getByText('Earlier versions').click();
    await mended.getByText('Rain on the canal').waitFor();
    expect(await mended.locator('details').innerText()).toMatch(/\w+day \d+ \w+, \d\d:\d\d\s+Rain on the canal/);

    await go(ben, 'Our table');
    await entry(ben, 'Sun on the canal').waitFor();
    expect(await told(ben)).not.toMatch(/Rain on the canal|Earlier|corrected/i);
  });

  it('is taken back there, and the outcome has the focus', async () => {
    await days(ada);
    await look(ada, 'long way');
    await button(entry(ada, 'The long way home'), 'Take back').click();
    await button(ada, 'Take it back').click();
    await ada.getByText('It is no longer in your room.').waitFor();
    expect(await ada.evaluate(() => document.activeElement?.textContent)).toBe('It is no longer in your room.');
    await ada.getByText('Nothing like that is here.').waitFor();
  });
});

it('shows a long time in parts, whole days at a time, the newest first', async () => {
  const page = await arrive(browser, relay, options);
  await lookAround(page);
  await days(page);
  const first = await entries(page).count();
  expect(first).toBeGreaterThanOrEqual(24);
  expect(first).toBeLessThan(40);
  const names = await page.locator('main h2').allInnerTexts();
  expect(new Set(names).size).toBe(names.length);
  await button(page, 'Show earlier days').focus();
  await page.keyboard.press('Enter');
  expect(await entries(page).count()).toBeGreaterThan(first);
  expect((await page.locator('main h2').allInnerTexts()).slice(0, names.length)).toEqual(names);
  while ((await button(page, 'Show earlier days').count()) > 0) await button(page, 'Show earlier days').click();
  expect(await page.locator('main h2').count()).toBeGreaterThan(60);
  await page.context().close();
});

it('the time of a day stands under one’s own bellows, in words and as a table too, and nowhere else', async () => {
  const [ada, ben] = await couple(browser, relay, options);
  await go(ada, 'My room');
  await checkIn(ada, [8, 4, 3, 6], 'A full day', 'Put a copy on the table');
  await go(ben, 'My room');
  await checkIn(ben, [5, 5, 5, 5], 'Mine', 'Put a copy on the table');
  const bellows = section(ada, 'My bellows');
  expect(await bellows.getByText('Time together').count()).toBe(0);

  await open(ada, 'My room', 'Time together');
  await slide(ada, /really here/, 7);
  await slide(ada, /had to, or wanted to/, 2);
  await button(ada, 'Keep in my room').click();
  await ada.getByText('It is in your room.').waitFor();
  await open(ada, 'My room', 'Time alone');
  await ada.getByRole('radio', { name: 'It came about' }).check();
  await button(ada, 'Keep in my room').click();
  await ada.getByText('It is in your room.').waitFor();

  await go(ada, 'My room');
  const said = 'Time together: 1 hour, presence 7, motive 2, rather “I had to”. Time alone: 1 hour, not chosen.';
  await bellows.getByText('filled as far as you felt Ben here', { exact: false }).waitFor();
  expect(await bellows.getByRole('slider', { name: 'Day' }).getAttribute('aria-valuetext')).toContain(said);
  await button(bellows, 'As a table').click();
  const heads = await bellows.locator('thead tr').last().locator('th').allInnerTexts();
  expect(heads.slice(-5)).toEqual(['how long', 'presence', 'motive', 'chosen', 'not chosen']);
  expect((await bellows.locator('tbody td').allInnerTexts()).slice(-5)).toEqual(['1 hour', '7', '2', '', '1 hour']);

  for (const page of [ada, ben]) {
    await go(page, 'Our table');
    await section(page, 'Days').waitFor();
    expect(await told(page)).not.toMatch(/time together|time alone|presence|motive/i);
  }
});
