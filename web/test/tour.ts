// Tour: all the pages, one after another, each in the state in which it has most to show.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { arrive, begin, button, drag, go, heading, invite, join, lanes, lookAround, section } from './people';
import type { Relay } from './relay';

export type Stop = (name: string, page: Page) => Promise<void>;

export async function tour(browser: Browser, relay: Relay, options: BrowserContextOptions, stop: Stop): Promise<void> {
  const page = await arrive(browser, relay, options);
  await stop('first', page);
  await button(page, 'Begin').click();
  await stop('begin', page);
  await button(page, 'Not now').click();
  await button(page, 'I was invited').click();
  await stop('join', page);
  await button(page, 'Not now').click();

  await lookAround(page);
  await stop('room', page);
  for (const [at, level] of [8, 3.5, 4, 6].entries()) await drag(page, lanes[at]!, level);
  const now = section(page, 'How is it right now?');
  await now.getByLabel('Words, if you like').fill('A week of trains. I miss our slow mornings.');
  await stop('check-in', page);
  await button(page, 'As a table').click();
  await button(page.locator('article').first(), 'Take back').click();
  await button(page.locator('article').nth(1), 'Correct').click();
  await stop('correcting', page);
  await go(page, 'Our table');
  await stop('table', page);
  await go(page, 'Settings');
  await stop('settings', page);
  await page.context().close();

  const [ada, ben] = [await arrive(browser, relay, options), await arrive(browser, relay, options)];
  await begin(ada, 'Ada', 'open sesame');
  await stop('empty room', ada);
  await go(ada, 'Our table');
  await stop('no table', ada);
  const link = await invite(ada);
  await stop('invitation', ada);
  await join(ben, link, 'Ben');
  await Promise.all([ada, ben].map((one) => heading(one, 'Read them aloud to each other').waitFor()));
  await stop('compare', ada);
  await button(ada, 'They differ').click();
  await stop('differ', ada);
  await go(ada, 'Our table');
  await heading(ada, 'Not compared yet').waitFor();
  await stop('not compared', ada);
  await ada.reload();
  await heading(ada, 'Locked').waitFor();
  await stop('locked', ada);
  await Promise.all([ada, ben].map((one) => one.context().close()));
}
