// Partner: from the press of the second check-in to the partner's screen that shows both.

import type { Browser, Page } from 'playwright-core';
import { median, printMachine, quantile } from './figures';
import { begin, fillCheckIn, noteMoments, painted, roomForm } from './page';

const rounds = 20;
const both = 'main .voice.partner article';
const press = 'Put a copy on the table';

async function pair(browser: Browser, origin: string): Promise<[Page, Page]> {
  const [ada, ben] = await Promise.all([1, 2].map(async () => (await browser.newContext()).newPage()));
  if (!ada || !ben) throw new Error('There are no two pages.');
  await noteMoments(ada, both);
  await noteMoments(ben, both);
  await begin(ada, origin, 'Ada');
  await ada.getByRole('button', { name: 'Our table' }).first().click();
  await ada.getByRole('button', { name: 'Invite your partner' }).click();
  await ada.getByRole('button', { name: 'Make the link' }).click();
  await ben.goto(await ada.getByRole('textbox', { name: 'The link' }).inputValue());
  await ben.getByLabel('What you want to be called').fill('Ben');
  await ben.getByRole('button', { name: 'Join', exact: true }).click();
  await ben.getByRole('button', { name: 'Later', exact: true }).click(); // the recovery code
  for (const page of [ada, ben]) {
    await page.getByRole('button', { name: 'They are the same' }).click();
    await page.getByRole('button', { name: 'My room' }).first().click();
    await page.locator(roomForm).waitFor();
    await page.getByRole('button', { name: press }).first().waitFor();
  }
  return [ada, ben];
}

export async function printPartner(browser: Browser, origin: string): Promise<void> {
  printMachine('== Two screens: from the second check-in to both', browser.version());
  const times: number[] = [];
  for (let round = 0; round < rounds; ++round) {
    const [ada, ben] = await pair(browser, origin);
    await fillCheckIn(ada);
    await ada.getByRole('button', { name: press }).first().click();
    await ada.getByText('a copy is on the table').waitFor();
    await ada.getByRole('button', { name: 'Our table' }).first().click();
    await fillCheckIn(ben);
    await ben.waitForTimeout(1000); // hers has arrived, and both wait for news
    await ben.getByRole('button', { name: press }).first().click();
    const shown = (await painted(ada)).shownAt;
    times.push(shown - (await ben.evaluate(() => window.moments.pressed)));
    await Promise.all([ada, ben].map((page) => page.context().close()));
  }
  console.log(
    `${rounds} pairs, each person in a context of their own, over the real relay with durable stores on all three sides. From the press to\n` +
      'what is painted at the partner, who waits at the table. Promised: within a second.\n',
  );
  const said = (value: number) => value.toFixed(0);
  console.log(`median ${said(median(times))} ms, 90 % within ${said(quantile(times, 0.9))} ms, worst ${said(Math.max(...times))} ms\n`);
}
