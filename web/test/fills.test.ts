// Hours or presence?, on a phone: from one's own days, for oneself alone, and "not yet" as long as that is so.

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faults } from './faults';
import { Keyboard } from './keyboard';
import { arrive, begin, button, couple, entry, go, heading, lookAround, note, open, slide, told } from './people';
import { browser, raise, relay } from './stage';

raise();

const name = 'Hours or presence?';
const phone = { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' } as const;
const answer = (page: Page) => page.locator('main').getByRole('heading', { level: 2 }).first();
const tooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

it('says “not yet” while there are too few days, and what it takes', async () => {
  const page = await arrive(browser, relay, phone);
  await begin(page, 'Ada');
  await open(page, 'My room', name);
  await heading(page, 'Not yet').waitFor();
  await page.getByText('It takes at least 28 days with a check-in and 14 times together').waitFor();
  expect(await page.locator('figure').count()).toBe(0);
  expect(await page.locator('progress').count()).toBe(0);
  expect(await tooWide(page)).toBe(0);
  await page.context().close();
});

describe('where there are days enough', () => {
  it('shows how far it is, can be stopped, and asks nobody', async () => {
    const page = await arrive(browser, relay, phone);
    await lookAround(page);
    const asked: string[] = [];
    await page.locator('main').getByRole('navigation', { name: 'In my room' }).waitFor();
    await page.waitForLoadState('networkidle');
    page.on('request', (request) => asked.push(request.url()));
    await open(page, 'My room', name);
    await page.getByRole('progressbar', { name: 'Looking at your days …' }).waitFor();
    await button(page, 'Stop').click();
    await button(page, 'Look at my days').click();
    await page.getByRole('progressbar').waitFor();
    await heading(page, 'What came after what').waitFor();
    // Only the worker's own files, which the service worker has; nothing that the relay is asked for.
    expect(asked.filter((url) => !/\/assets\/(worker|study)-[^/]+\.(js|wasm)$/.test(url))).toEqual([]);
    await page.context().close();
  });

  it('says it in words and in bands, with no fault that axe finds on any screen, by day and by night', async () => {
    const page = await arrive(browser, relay, phone);
    await lookAround(page);
    await go(page, 'My room');
    await button(page, 'My days').click();
    await button(page, name).click();
    await heading(page, 'What came after what').waitFor();
    expect(['Not yet', 'Presence', 'Hours', 'Both alike']).toContain(await answer(page).innerText());
    const main = await page.locator('main').innerText();
    expect(main).toContain('After an hour together your need for togetherness was ');
    expect(main).toContain('and not why');
    expect(main).not.toMatch(/Kim|score|because|%/);
    expect(await page.locator('figure svg rect').count()).toBeGreaterThanOrEqual(2);
    expect(await tooWide(page)).toBe(0);
    for (const viewport of [{ width: 1280, height: 900 }, phone.viewport]) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await faults(page)).toEqual([]);
      }
    }
    // Looked at again, it is there at once.
    await button(page, 'Back to my room').click();
    await button(page, name).click();
    await heading(page, 'What came after what').waitFor({ timeout: 1000 });
    await page.context().close();
  });

  it('needs no pointer', async () => {
    const keys = await Keyboard.guest(browser, relay);
    await keys.to(`button: ${name}`, 'Tab', 60);
    await keys.press('Enter');
    await heading(keys.page, name).waitFor();
    expect(await keys.focused()).toBe(`heading: ${name}`);
    await keys.choose('button: Stop');
    await keys.page.keyboard.press('Tab');
    await keys.to('button: Look at my days');
    await keys.press('Enter');
    await heading(keys.page, 'What came after what').waitFor();
    await keys.choose('button: Back to my room');
    await heading(keys.page, 'My room').waitFor();
    await keys.page.context().close();
  });
});

it('nothing of it comes to the other, letter for letter', async () => {
  const [ada, ben] = await couple(browser, relay, phone);
  const everything = async () => {
    const all: string[] = [];
    for (const place of ['My room', 'Our table'] as const) {
      await go(ben, place);
      all.push(await told(ben));
    }
    return all.join('\n');
  };
  const before = await everything();
  await open(ada, 'My room', 'Time together');
  await slide(ada, /really here/, 9);
  await button(ada, 'Keep in my room').click();
  await ada.getByText('It is in your room', { exact: false }).last().waitFor();
  await open(ada, 'My room', name);
  await heading(ada, 'Not yet').waitFor();
  // A sign that all before it has come over, and is gone again.
  await go(ada, 'My room');
  await note(ada, 'a sign', 'Put a copy on the table');
  await go(ben, 'Our table');
  await entry(ben, 'a sign').waitFor();
  await go(ada, 'Our table');
  await button(entry(ada, 'a sign'), 'Take back').click();
  await button(ada, 'Take it back').click();
  await entry(ben, 'a sign').waitFor({ state: 'detached' });
  expect(await everything()).toBe(before);
  await Promise.all([ada, ben].map((page) => page.context().close()));
});
