// Devices: what a person with several devices and a recovery code does at the pages.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { arrive, button, go, heading } from './people';
import type { Relay } from './relay';

export async function myDevices(page: Page): Promise<void> {
  await go(page, 'My room');
  await button(page, 'My devices').click();
  await heading(page, 'My devices').waitFor();
}

// Which then stands on the page.
export async function linkForDevice(page: Page): Promise<string> {
  await myDevices(page);
  await button(page, 'Make the link').click();
  return page.getByRole('textbox', { name: 'The link' }).inputValue();
}

// An empty browser in which that link is opened.
export async function openLink(browser: Browser, link: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(link);
  await heading(page, 'A further device of yours').waitFor();
  return page;
}

export const fourWords = async (page: Page): Promise<string> =>
  (await page.locator('p.words').innerText()).trim().replace(/\s+/g, ' ');

// A browser that `live` took in, at My devices there.
export async function added(browser: Browser, live: Page, options: BrowserContextOptions = {}): Promise<Page> {
  const fresh = await openLink(browser, await linkForDevice(live), options);
  await button(fresh, 'Go on with the link').click();
  for (const page of [fresh, live]) await button(page, 'They are the same').click();
  await fresh.getByText('Your room is here, too.').waitFor();
  await live.getByText('It is added.').waitFor();
  return fresh;
}

// The code, as it stands on the page.
export async function codeOn(page: Page): Promise<string> {
  const groups = await page.getByRole('list', { name: 'Your recovery code' }).locator('.group').allInnerTexts();
  return groups.join('-');
}

// The two groups that are asked for, typed from `code`.
export async function typeBack(page: Page, code: string): Promise<void> {
  await button(page, 'I have written it down').click();
  await heading(page, 'Is it written down?').waitFor();
  const groups = code.split('-');
  for (const field of await page.getByRole('textbox', { name: /^Group \d$/ }).all()) {
    const label = await field.evaluate((one) => (one as HTMLInputElement).labels![0]!.textContent);
    await field.fill(groups[Number(/\d/.exec(label!)![0]) - 1]!.toLowerCase());
  }
  await button(page, 'This is what I wrote').click();
}

export const codeField = (page: Page) => page.getByRole('textbox', { name: 'Your recovery code' });

// Into an empty browser, as far as the answer.
export async function recover(page: Page, code: string): Promise<void> {
  await button(page, 'I have a room already').click();
  await codeField(page).fill(code);
  await button(page, 'Bring it back').click();
}
export async function recovered(browser: Browser, relay: Relay, code: string): Promise<Page> {
  const page = await arrive(browser, relay);
  await recover(page, code);
  await page.getByText('Your room is here, too.').waitFor();
  return page;
}
