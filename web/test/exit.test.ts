// Quick exit (care rule 10): from every page, by its button and by pressing Escape twice. The page is gone, what
// stands there is neutral, Back leads past it, and the keys are forgotten.

import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { arrive, begin, button, go, heading, invite, join, lookAround, section } from './people';
import { browser, raise, relay } from './stage';

raise();

afterEach(() => Promise.all(browser.contexts().map((one) => one.close())));

const before = () => `${relay.origin}/icon.svg`; // where the person was before they came
async function come(from?: Page): Promise<Page> {
  const page = from ?? (await browser.newPage());
  await page.goto(before());
  await page.goto(relay.origin);
  await page.locator('h1:not(.unseen)').waitFor();
  return page;
}

async function leftNothing(page: Page): Promise<void> {
  await page.waitForURL(`${relay.origin}/blank.html`);
  expect(await page.title()).toBe('Notes');
  expect(await page.content()).not.toMatch(/concertina/i);
  await page.goBack();
  expect(page.url()).toBe(before());
}
const byButton = (page: Page) => button(page, 'Leave').click();
async function byEscape(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

// The pages that need no partner: how one gets there from a fresh start, and the title of the window there.
const pages: { name: string; title: string; reach: (page: Page) => Promise<unknown> }[] = [
  { name: 'first', title: 'Concertina', reach: async () => undefined },
  {
    name: 'begin', title: 'Notes',
    reach: async (page) => {
      await button(page, 'Begin').click();
      await page.getByLabel('What you want to be called').fill('Ada');
    },
  },
  { name: 'join', title: 'Notes', reach: (page) => button(page, 'I was invited').click() },
  {
    name: 'room, with words not kept yet', title: 'Notes',
    reach: async (page) => {
      await begin(page, 'Ada');
      await section(page, 'A note').getByRole('textbox').fill('unfinished');
    },
  },
  { name: 'invitation', title: 'Notes', reach: async (page) => begin(page, 'Ada').then(() => invite(page)) },
  { name: 'settings', title: 'Notes', reach: async (page) => begin(page, 'Ada').then(() => go(page, 'Settings')) },
  { name: 'table of the example', title: 'Notes', reach: async (page) => lookAround(page).then(() => go(page, 'Our table')) },
];

describe('the way out', () => {
  for (const [at, { name, title, reach }] of pages.entries()) {
    // Both ways on each page would tell no more: the handlers stand above the pages. They take turns.
    const [how, leave] = at % 2 === 0 ? ['by its button', byButton] as const : ['by Escape twice', byEscape] as const;
    it(`${how} from the page: ${name}`, async () => {
      const page = await come();
      await reach(page);
      expect(await page.title()).toBe(title);
      await leave(page);
      await leftNothing(page);
    });
  }

  it('from an invitation, whose secret is in no address to go back to; and from the words to compare', async () => {
    const [ada, ben] = [await arrive(browser, relay), await arrive(browser, relay)];
    await begin(ada, 'Ada');
    const link = await invite(ada);
    await ben.goto(before());
    await join(ben, link, 'Ben');
    await Promise.all([ada, ben].map((page) => heading(page, 'Read them aloud to each other').waitFor()));
    expect(await ben.title()).toBe('Notes');
    await byEscape(ben);
    await leftNothing(ben);
    await ben.goForward();
    expect(ben.url()).toBe(`${relay.origin}/blank.html`);
  });

  it('one Escape, or two far apart, leaves nothing', async () => {
    const page = await arrive(browser, relay);
    await begin(page, 'Ada');
    await page.keyboard.press('Escape');
    await page.waitForTimeout(1300);
    await page.keyboard.press('Escape');
    await go(page, 'Settings');
  });
});

describe('what is forgotten on leaving', () => {
  it('are the keys: a room with a passphrase is locked, and from there the way out is the same', async () => {
    const page = await arrive(browser, relay);
    await begin(page, 'Ada', 'open sesame');
    await byButton(page);
    await page.waitForURL('**/blank.html');
    for (const leave of [byButton, byEscape]) {
      await come(page);
      await heading(page, 'Locked').waitFor();
      expect(await page.title()).toBe('Notes');
      await leave(page);
      await leftNothing(page);
    }
  });

  it('are the keys of the other windows too', async () => {
    const first = await arrive(browser, relay);
    await begin(first, 'Ada', 'open sesame');
    const second = await first.context().newPage();
    await second.goto(relay.origin);
    await heading(second, 'My room').waitFor();
    await byEscape(second); // not the one that holds the keys
    await heading(first, 'Locked').waitFor();
    await first.getByRole('textbox', { name: 'Passphrase' }).fill('open sesame');
    await button(first, 'Open').click();
    await heading(first, 'My room').waitFor();
    await second.goto(relay.origin);
    await heading(second, 'My room').waitFor();
    await byEscape(first); // the one that holds them
    await heading(second, 'Locked').waitFor();
  });
});

describe('what a glance at the window gives away', () => {
  it('is Notes: its title, its icon and what it would be installed as name nothing else', async () => {
    const page = await arrive(browser, relay);
    await begin(page, 'Ada');
    const icons = await page.locator('link[rel~=icon], link[rel=manifest]').evaluateAll((all) => all.map((one) => (one as HTMLLinkElement).href));
    expect(icons).toHaveLength(2);
    for (const address of icons) expect(await (await page.request.get(address)).text()).not.toMatch(/concertina|couple|partner/i);
    for (const place of ['Our table', 'Settings', 'My room'] as const) {
      await go(page, place);
      expect(await page.title()).toBe('Notes');
      expect(page.url()).toBe(`${relay.origin}/`);
    }
  });
});
