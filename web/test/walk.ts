// Walk: the whole way of the practice by two people, with no pointer: from hurtful words to the mirror's questions,
// to oneself, to honest words and an invitation, a free answer, time together, and how it was.

import type { Browser, BrowserContextOptions as Options } from 'playwright-core';
import { couple, entry, heading } from './people';
import { Keyboard } from './keyboard';
import type { Relay } from './relay';
import type { Stop } from './tour';

const DRAFT = 'You never listen to me. I feel that you do not care any more.';
const HONEST = 'I miss you on weekday evenings. When the door is closed I grow small, and I do not say it.';

export async function walk(browser: Browser, relay: Relay, options: Options, stop: Stop): Promise<void> {
  const [ada, ben] = await couple(browser, relay, options);
  const [a, b] = await Promise.all([Keyboard.of(ada), Keyboard.of(ben)]);
  const place = async (keys: Keyboard, name: string) => {
    await keys.to('link: Skip to the page', 'Shift+Tab', 90);
    await keys.choose(`button: ${name}`);
    await heading(keys.page, name).waitFor();
  };

  await place(a, 'My room');
  await a.to('textbox: What you want to remember, or to say');
  await a.type(DRAFT);
  await stop('1 the draft', ada);
  await a.choose('button: Ask the mirror');
  const question = ada.getByRole('button', { name: /^“/ }).first();
  await question.waitFor();
  await a.choose(`button: ${await question.innerText()}`);
  await stop('2 the mirror', ada);

  await a.choose('button: Turn to yourself with this first');
  await heading(ada, 'Turn to myself').waitFor();
  await a.to('textbox: What happened, as a camera would have seen it?');
  await a.press('ControlOrMeta+a');
  await a.type('I came home at seven. The door of the other room was closed until ten.');
  await a.choose('button: Next');
  await a.to('radio: I cannot tell');
  await a.press('ArrowDown'); // round to the first: togetherness
  await a.choose('button: welcome');
  await stop('3 the need', ada);
  await a.choose('button: Next');
  await a.choose('button: not mattering');
  await stop('4 the fear', ada);
  await a.choose('button: Next');
  await a.choose('button: judge');
  await a.choose('button: Next');
  await a.to('textbox: What can you do for this need yourself?');
  await a.type('Knock. Or call my sister.');
  await a.choose('button: Next');
  await a.to('textbox: What would you like them to know, with nothing to answer?');
  await a.type(HONEST);
  await a.choose('button: Next');
  await stop('5 how it ends', ada);
  await a.choose('button: Say some of it on the table');
  await a.choose('button: Put these words on the table');
  await ada.getByText('Your words are on the table.').waitFor();

  await place(a, 'Our table');
  await a.choose('button: An invitation', 'Enter');
  await heading(ada, 'An invitation').waitFor();
  await a.to('textbox: What you would like');
  await a.type('Half an hour on the balcony, without telephones?');
  await stop('6 an invitation', ada);
  await a.choose('button: Put it on the table');
  await ada.getByText('It lies on the table.').waitFor();

  await place(b, 'Our table');
  await entry(ben, HONEST).waitFor();
  await entry(ben, 'Half an hour on the balcony').waitFor();
  await b.to('radio: Gladly');
  await b.press('ArrowDown', 'ArrowDown', 'ArrowDown');
  await b.to('textbox: Words, if you like');
  await b.type('Today I need the quiet. On Thursday I would love to.');
  await stop('7 a free answer', ben);
  await b.choose('button: Answer');
  await ben.locator('.reply').waitFor();

  await place(a, 'Our table');
  await ada.locator('.reply').getByText('Today I need the quiet.').waitFor();
  await stop('8 the answer', ada);

  await place(a, 'My room');
  await a.choose('button: Time together');
  await heading(ada, 'Time together').waitFor();
  await a.to('slider: How much was Ben really here, as you felt it?');
  await a.press('End', 'ArrowLeft', 'ArrowLeft');
  await a.to('slider: And you: had to, or wanted to?');
  await a.press('End');
  await a.to('textbox: Words, if you like');
  await a.type('Thursday, on the balcony.');
  await stop('9 time together', ada);
  await a.choose('button: Keep in my room');
  await entry(ada, 'Thursday, on the balcony.').waitFor();
  await stop('10 how it was', ada);
  await Promise.all([ada, ben].map((page) => page.context().close()));
}
