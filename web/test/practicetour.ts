// Practice tour: its pages, one after another, each in the state in which it has most to show.

import type { Browser, BrowserContextOptions as Options } from 'playwright-core';
import { sayHalves } from './circles';
import { button, couple, go, open, section, slide } from './people';
import type { Relay } from './relay';
import type { Stop } from './tour';

export async function practiceTour(browser: Browser, relay: Relay, options: Options, stop: Stop): Promise<void> {
  const [ada, ben] = await couple(browser, relay, options);
  const keep = () => button(ada, 'Keep in my room').click();
  const written = () => ada.getByText('It is in your room', { exact: false }).last().waitFor();

  await open(ada, 'My room', 'Turn to myself');
  await stop('turn to myself', ada);
  await button(ada, 'Begin').click();
  await ada.getByRole('textbox').fill('The door was closed when I came home.');
  await button(ada, 'Next').click();
  await ada.getByRole('radio', { name: 'Togetherness' }).check();
  await button(ada, 'welcome').click();
  await stop('a step', ada);
  await button(ada, 'Leave it for now').click();
  await button(ada, 'Go on').waitFor();
  await stop('left for now', ada);
  await button(ada, 'Go on').click();
  for (let step = 2; step < 6; ++step) await button(ada, 'Skip this one').click();
  await stop('how it ends', ada);
  await button(ada, 'Say some of it on the table').click();
  await stop('sharing', ada);
  await button(ada, 'Leave it for now').click();

  await open(ada, 'My room', 'Signs');
  await ada.getByRole('group', { name: 'Impatient' }).getByRole('radio', { name: 'some' }).check();
  await ada.getByRole('group', { name: 'Anxious' }).getByRole('radio', { name: 'a little' }).check();
  await stop('signs', ada);
  await keep();
  await written();
  await open(ada, 'My room', 'Time together');
  await slide(ada, /really here/, 6.5);
  await stop('time together', ada);
  await slide(ada, /had to, or wanted to/, 9);
  await ada.getByLabel('Words, if you like').fill('Dinner by the window.');
  await keep();
  await written();
  await open(ada, 'My room', 'Time alone');
  await ada.getByLabel(/Towards what/).fill('A walk along the canal.');
  await stop('time alone', ada);
  await keep();
  await written();

  for (const [expected, found] of [[8, 5], [7.5, 3], [6, 6.5], [7, 2], [5, null]] as const) {
    await open(ada, 'My room', 'A stretch');
    await ada.getByRole('button', { name: found === null ? /Sit beside them/ : /Ask how it was/ }).click();
    await slide(ada, 'How much discomfort do you expect?', expected);
    await keep();
    await written();
    if (found === null) continue;
    const how = section(ada, 'How was it?');
    await slide(how, 'The discomfort you found', found);
    await button(how, 'Keep how it was').click();
    await how.waitFor({ state: 'detached' });
  }
  await open(ada, 'My room', 'A stretch');
  await stop('a stretch', ada);
  await open(ada, 'My room', 'My days');
  await stop('my days', ada);
  await ada.getByText('Earlier versions').first().click();
  await stop('an earlier version', ada);
  await ada.getByLabel('Words to look for').fill('nothing like it');
  await stop('nothing found', ada);

  await sayHalves(ada, ben, () => stop('my half', ada));
  await ben.getByLabel('What it was, if you like').fill('Visitors until Sunday');
  await button(ben, 'Mark this day').click();
  await ben.getByText('The day is marked.').waitFor();
  await stop('a strained day', ben);
  await open(ben, 'Our table', 'Gifts');
  await ben.getByLabel('What it gives you').fill('Our house has guests, and I have come to like them.');
  await stop('gifts', ben);
  await button(ben, 'Put a copy on the table').click();
  await ben.getByText('a copy is on the table').waitFor();
  await open(ben, 'Our table', 'My time');
  await stop('my time', ben);
  await button(ben, 'Put it on the table').click();
  await ben.getByText('It lies on the table.').waitFor();
  await open(ben, 'Our table', 'An invitation');
  await ben.getByLabel('What you would like').fill('A walk by the river on Sunday, just us two?');
  await stop('an invitation', ben);
  await button(ben, 'Put it on the table').click();
  await ben.getByText('It lies on the table.').waitFor();
  await open(ada, 'Our table', 'An invitation');
  await ada.getByLabel('What you would like').fill('Soup at the market?');
  await button(ada, 'Put it on the table').click();
  await ada.getByText('It lies on the table.').waitFor();

  await go(ada, 'Our table');
  await ada.getByRole('radio', { name: 'Another time' }).check();
  await stop('answering', ada);
  await button(ada, 'Answer').click();
  await ada.locator('.reply').waitFor();
  await section(ada, 'Gifts').waitFor();
  await stop('a full table', ada);
  await go(ada, 'My room');
  await stop('a full room', ada);
  await Promise.all([ada, ben].map((page) => page.context().close()));
}
