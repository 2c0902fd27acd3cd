// The private question (care rule 11), the help behind it, and the map of two, with the example couple in Chromium.

import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { arrive, begin, button, entry, go, heading, lookAround, section } from './people';
import { browser, raise, relay } from './stage';

raise();

let robin: Page;

beforeAll(async () => {
  robin = await arrive(browser, relay, { viewport: { width: 360, height: 740 } });
  await lookAround(robin);
});

// As the help page has it; ends in the room.
async function afraid(page: Page, yes: boolean): Promise<void> {
  await go(page, 'My room');
  await button(page, 'Help').click();
  await button(page, yes ? 'I am afraid' : 'Have it as before').click();
  await page.getByText(yes ? 'It is noted, for you alone.' : 'It is as before.').waitFor();
  await go(page, 'My room');
}

it('the map of two shows both as equals, with a text beside it, and nothing is too wide for a phone', async () => {
  await go(robin, 'Our table');
  const map = section(robin, 'The map of two');
  const points = map.locator('svg circle');
  expect(await points.count()).toBe(2);
  const sizes = await points.evaluateAll((all) => all.map((one) => one.getAttribute('r')));
  expect(sizes[0]).toBe(sizes[1]);
  const said = await map.locator('figcaption').innerText();
  expect(said).toContain('what each usually wants');
  expect(said).not.toMatch(/in their own time|\w+ might grow(?<!you might grow)/); // of growing, to its reader alone
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
    expect(await line.getByRole('link').getAttribute('href')).toMatch(/^tel:\d{10,}$/);
  }
  await lines.getByText('Numbers change.').waitFor();
  for (const place of ['My room', 'Our table'] as const) {
    await go(robin, place);
    for (const prompt of ['Turn to myself', 'A stretch', 'Hours or presence?', 'Our circle', 'Gifts', 'An invitation']) {
      expect(await button(robin, prompt).count(), `${place}: ${prompt}`).toBe(0);
    }
  }
  await go(robin, 'My room');
  expect(await section(robin, 'A question for you alone').count()).toBe(0);
  await afraid(robin, false);
  await button(robin, 'Turn to myself').waitFor();
});

it('after a yes a reflection has no ending but one’s own, and what was begun can be kept for oneself', async () => {
  await button(robin, 'Turn to myself').click();
  await button(robin, 'Begin').click();
  await robin.getByRole('textbox').fill('The door was closed.');
  await button(robin, 'Next').click();
  for (let step = 1; step < 6; ++step) await button(robin, 'Skip this one').click();
  await button(robin, 'Say some of it on the table').click();
  await robin.getByRole('textbox').fill('I look for your face first.');

  await afraid(robin, true);
  await button(robin, 'What I began').click();
  await heading(robin, 'What I began').waitFor();
  const page = robin.locator('main');
  for (const words of ['The door was closed.', 'I look for your face first.']) await page.getByText(words).waitFor();
  const acts = await page.getByRole('button').allInnerTexts();
  expect(new Set(acts)).toEqual(new Set(['Keep it for myself', 'Leave it for now', 'Back to my room']));
  expect(await page.getByRole('textbox').count()).toBe(0);
  while ((await button(robin, 'Keep it for myself').count()) > 0) {
    const before = await button(robin, 'Keep it for myself').count();
    await button(robin, 'Keep it for myself').first().click();
    await expect.poll(() => button(robin, 'Keep it for myself').count()).toBe(before - 1);
  }
  await page.getByText('Nothing waits here.').waitFor();

  await go(robin, 'My room');
  expect(await button(robin, 'What I began').count()).toBe(0);
  const kept = entry(robin, 'The door was closed.');
  expect(await kept.innerText()).toMatch(/kept[\s\S]+The door was closed\.[\s\S]+I look for your face first\./);
  await go(robin, 'Our table');
  expect(await entry(robin, 'I look for your face first.').count()).toBe(0);
});

it('after a yes the mirror rests, and the table is not offered for what one had begun to write for it', async () => {
  await afraid(robin, false);
  await go(robin, 'Our table');
  await button(robin, 'Gifts').click();
  await robin.getByLabel('What it gives you').fill('You never rush me.');
  await button(robin, 'Ask the mirror').waitFor();
  await afraid(robin, true);
  await button(robin, 'Gifts').click();
  await heading(robin, 'Gifts').waitFor();
  expect(await robin.getByLabel('What it gives you').inputValue()).toBe('You never rush me.');
  for (const prompt of ['Ask the mirror', 'Put a copy on the table']) {
    expect(await button(robin, prompt).count(), prompt).toBe(0);
  }
  await button(robin, 'Keep in my room').click();
  await entry(robin, 'You never rush me.').waitFor();
  await go(robin, 'My room');
  expect(await button(robin, 'Gifts').count()).toBe(0);
});

it('without a passphrase the help says who can open the room, and not in so many words what was answered', async () => {
  const ada = await arrive(browser, relay);
  const said = () => ada.locator('main').innerText();
  await begin(ada, 'Ada');
  await afraid(ada, true);
  await button(ada, 'Help').click();
  await ada.getByText('Whoever opens this browser can still open your room. A passphrase prevents that.').waitFor();
  await button(ada, 'Have it as before').waitFor();
  expect(await said()).not.toMatch(/You said|Only you can read/);
  await button(ada.locator('main'), 'Settings').click();
  for (const name of ['Passphrase', 'The same once more']) await ada.getByRole('textbox', { name }).fill('lantern');
  await button(ada, 'Set it').click();
  await ada.getByText('The passphrase is set.').waitFor();
  await go(ada, 'My room');
  await button(ada, 'Help').click();
  await ada.getByText('You said that you are afraid.').waitFor();
  expect(await said()).not.toContain('Whoever opens this browser');
  await ada.context().close();
});
