// People: what persons do at the real pages, by what they see and hear there.

import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Relay } from './relay';

// A person's browser, at the first page that is served at that origin.
export async function arrive(browser: Browser, { origin }: { origin: string }, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(origin);
  await heading(page, 'Concertina').waitFor();
  return page;
}

export const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true });
export const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
export const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
export const entry = (page: Page, words: string) => page.locator('article').filter({ hasText: words });

// The page's text, and what a screen reader makes of it.
export async function told(page: Page): Promise<string> {
  const body = page.locator('body');
  return `${await page.title()}\n${await body.innerText()}\n${await body.ariaSnapshot()}`;
}

// --- beginning and meeting ---

// A room is begun, and the recovery code is shown.
export async function beginUpToTheCode(page: Page, name: string, passphrase = ''): Promise<void> {
  await button(page, 'Begin').click();
  await page.getByLabel('What you want to be called').fill(name);
  if (passphrase !== '') {
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('The same once more').fill(passphrase);
  }
  await button(page, 'Begin').click();
  await heading(page, 'Your recovery code').waitFor();
}
export async function begin(page: Page, name: string, passphrase = ''): Promise<void> {
  await beginUpToTheCode(page, name, passphrase);
  await button(page, 'Later').click();
  await heading(page, 'My room').waitFor();
}

// The link, which then stands on the page.
export async function invite(page: Page): Promise<string> {
  await go(page, 'Our table');
  await button(page, 'Invite your partner').click();
  await button(page, 'Make the link').click();
  return page.getByRole('textbox', { name: 'The link' }).inputValue();
}

// Opens the link as the browser's address, and joins.
export async function join(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await heading(page, 'You are invited').waitFor();
  await page.getByLabel('What you want to be called').fill(name);
  await button(page, 'Join').click();
  await button(page, 'Later').click(); // the recovery code
}

const aloud = 'Read them aloud to each other';
export async function meet(ada: Page, ben: Page): Promise<void> {
  await join(ben, await invite(ada), 'Ben');
  await Promise.all([ada, ben].map((page) => heading(page, aloud).waitFor()));
}
export async function compare(pages: Page[]): Promise<void> {
  for (const page of pages) await button(page, 'They are the same').click();
  await Promise.all(pages.map((page) => heading(page, 'Compared').waitFor()));
}

// Two people who have met and compared their words.
export async function couple(browser: Browser, relay: Relay, options: BrowserContextOptions = {}): Promise<[Page, Page]> {
  const [ada, ben] = await Promise.all([arrive(browser, relay, options), arrive(browser, relay, options)]);
  await begin(ada, 'Ada');
  await meet(ada, ben);
  await compare([ada, ben]);
  return [ada, ben];
}

export async function lookAround(page: Page): Promise<void> {
  await button(page, 'Look around with an example couple').click();
  await heading(page, 'My room').waitFor();
}

// --- going about ---

export type Place = 'My room' | 'Our table' | 'Settings';
export async function go(page: Page, place: Place): Promise<void> {
  await button(page.getByRole('navigation'), place).click();
  await heading(page, place).waitFor();
}

// --- writing ---

export const lanes = ['togetherness: what you want', 'togetherness: what you have', 'separateness: what you want', 'separateness: what you have'];

// Drags the mark of this lane from the middle of its line to the level.
export async function drag(page: Page, lane: string, level: number): Promise<void> {
  const slider = page.getByRole('slider', { name: lane });
  await slider.scrollIntoViewIfNeeded();
  const box = (await slider.boundingBox())!;
  const inset = 22; // as in needline.svelte
  const x = (at: number) => box.x + inset + ((box.width - 2 * inset) * at) / 10;
  const y = box.y + box.height / 2;
  await page.mouse.move(x(5), y);
  await page.mouse.down();
  await page.mouse.move(x(level), y, { steps: 3 });
  await page.mouse.up();
}

// In the room: the four levels in the order of `lanes`, and words.
export async function checkIn(page: Page, levels: number[], words: string, keep: 'Keep in my room' | 'Put a copy on the table'): Promise<void> {
  for (const [at, lane] of lanes.entries()) await drag(page, lane, levels[at]!);
  const now = section(page, 'How is it right now?');
  await now.getByLabel('Words, if you like').fill(words);
  await button(now, keep).click();
  await now.getByText('It is in your room').waitFor();
}

export async function note(page: Page, words: string, keep: 'Keep in my room' | 'Put a copy on the table'): Promise<void> {
  const form = section(page, 'A note');
  await form.getByRole('textbox').fill(words);
  await button(form, keep).click();
  await form.getByText('It is in your room').waitFor();
}

// --- the practice ---

// Opens one of its pages from the place that leads there.
export async function open(page: Page, place: 'My room' | 'Our table', name: string): Promise<void> {
  await go(page, place);
  await button(page.getByRole('navigation', { name: place === 'My room' ? 'In my room' : 'On our table' }), name).click();
  await heading(page, name).waitFor();
}
export async function slide(scope: Page | Locator, name: string | RegExp, level: number): Promise<void> {
  await scope.getByRole('slider', { name }).fill(String(level));
}
