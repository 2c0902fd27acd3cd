// The practice: what two people do between check-ins, in Chromium over the real relay.

import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { button, couple, entry, go, heading, note, open, section, slide, told } from './people';
import { browser, raise, relay } from './stage';

raise();

let ada: Page;
let ben: Page;

beforeAll(async () => {
  [ada, ben] = await couple(browser, relay, { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
});

const main = (page: Page) => page.locator('main').innerText();
const kept = (page: Page) => page.getByText('It is in your room', { exact: false }).last().waitFor();

async function ask(page: Page, words: string): Promise<void> {
  await open(page, 'Our table', 'An invitation');
  await page.getByLabel('What you would like').fill(words);
  await button(page, 'Put it on the table').click();
}
const standing = (page: Page, words: string) =>
  section(page, 'Invitations and times').locator('li').filter({ hasText: words });
const waiting = (page: Page) => section(page, 'Invitations and times').locator(':scope > ul > li');
// A sign that all before it has come over: a note on the table, seen at the other’s.
async function sync(from: Page, to: Page, words: string): Promise<void> {
  await go(from, 'My room');
  await note(from, words, 'Put a copy on the table');
  await go(to, 'Our table');
  await entry(to, words).waitFor();
}

describe('an invitation', () => {
  it('looks the same to its sender whether it was seen or not, and its answer arrives as it was said', async () => {
    await ask(ada, 'A walk by the river');
    await ada.getByText('It lies on the table.').waitFor();
    await ada.getByLabel('When, if you like').fill('2020-02-02T10:00'); // over already: it can't be sent
    expect(await ada.getByLabel('When, if you like').evaluate((one: HTMLInputElement) => one.validity.rangeUnderflow)).toBe(true);
    await ada.getByLabel('When, if you like').fill('');
    await go(ada, 'Our table');
    const unseen = await standing(ada, 'A walk by the river').innerText();
    expect(unseen).toContain('They will find it when they next open Concertina. It fades by itself');

    await go(ben, 'Our table');
    await standing(ben, 'A walk by the river').waitFor();
    await ben.getByText('An honest “not now” is worth more than a dutiful yes.').waitFor();
    expect(await standing(ada, 'A walk by the river').innerText()).toBe(unseen);
    const acts = await standing(ada, 'A walk by the river').getByRole('button').allInnerTexts();
    expect(acts).toEqual(['Correct', 'Take back']);
    for (const page of [ada, ben]) {
      expect(await waiting(page).count()).toBe(1);
      expect(await section(page, 'Answered').count()).toBe(0);
    }

    await button(ben, 'Answer').click();
    await ben.getByText('Choose one of the four first.').waitFor();
    await ben.getByRole('radio', { name: 'Not now' }).check();
    await ben.getByLabel('Words, if you like').fill('My head is full today.');
    await button(ben, 'Answer').click();
    const answer = ada.locator('.reply');
    await answer.waitFor();
    expect(await answer.innerText()).toMatch(/Ben\s+Not now\s+My head is full today\./);
    expect(await section(ada, 'Days').count()).toBe(0); // a reply stands by its invitation alone
  });

  it('that was answered waits no longer: both find it with its answer, in the same place', async () => {
    for (const page of [ada, ben]) {
      const answered = section(page, 'Answered').locator('li');
      await answered.filter({ hasText: 'A walk by the river' }).filter({ hasText: 'My head is full today.' }).waitFor();
      expect(await waiting(page).count()).toBe(0);
    }
  });

  it('is not sent again on the day of a “not now”: the page says so and loses no word', async () => {
    await ask(ada, 'A walk after all');
    await ada.getByText('After a “not now” the day stays free. You can ask again from tomorrow on.').waitFor();
    expect(await ada.getByLabel('What you would like').inputValue()).toBe('A walk after all');
  });

  it('may be answered by another time', async () => {
    await ask(ben, 'Soup at the market');
    await go(ada, 'Our table');
    await standing(ada, 'Soup at the market').getByRole('radio', { name: 'Another time' }).check();
    const soon = new Date(Date.now() + 3 * 86_400_000);
    await ada.getByLabel('When rather, if you can tell').fill(`${soon.toISOString().slice(0, 10)}T18:30`);
    await button(standing(ada, 'Soup at the market'), 'Answer').click();
    await go(ben, 'Our table');
    await standing(ben, 'Soup at the market').locator('.reply').waitFor();
    const reply = await standing(ben, 'Soup at the market').locator('.reply').innerText();
    expect(reply).toMatch(/Ada\s+Another time\s+\w+day,? \d+ \w+(?: \d+)?, 18:30/);
  });

  it('keeps its answer open while it stands: it can be changed whole, and the other sees the new one alone', async () => {
    const reply = (page: Page) => standing(page, 'Soup at the market').locator('.reply');
    await button(reply(ada), 'Correct').click();
    expect(await ada.getByRole('radio', { name: 'Another time' }).isChecked()).toBe(true);
    await reply(ada).getByRole('radio', { name: 'Gladly' }).check();
    expect(await ada.getByLabel('When rather, if you can tell').count()).toBe(0);
    await reply(ada).getByLabel('Words, if you like').fill('I found a way.');
    await button(ada, 'Keep the correction').click();
    await ada.getByText('Corrected.').waitFor();
    expect(await reply(ada).innerText()).toMatch(/^You\s+Gladly\s+I found a way\.\s+Correct\s+Take back\s*$/);
    await reply(ben).getByText('Gladly').waitFor();
    expect(await reply(ben).innerText()).toMatch(/^Ada\s+Gladly\s+I found a way\.\s*$/);
    expect(await main(ben)).not.toMatch(/corrected|Another time/);
  });

  it('that has faded lies in a quiet past, and nobody has to answer it', async () => {
    await open(ben, 'Our table', 'An invitation');
    await ben.getByLabel('What you would like').fill('Tea, this very minute');
    const now = await ben.evaluate(() => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString());
    await ben.getByLabel('When, if you like').fill(now.slice(0, 16));
    await button(ben, 'Put it on the table').click();
    await ben.getByText('It lies on the table.').waitFor();
    await go(ada, 'Our table');
    const earlier = ada.locator('details', { has: ada.getByText('Earlier ones') });
    await earlier.locator('summary').click();
    await entry(ada, 'Tea, this very minute').waitFor();
    expect(await standing(ada, 'Tea, this very minute').count()).toBe(0);
    expect(await earlier.getByRole('button').or(earlier.getByRole('radio')).count()).toBe(0);
  });
});

it('one’s own time shows as “my time” to the other, who can do nothing about it', async () => {
  await open(ada, 'Our table', 'My time');
  await button(ada, 'Put it on the table').click();
  await ada.getByText('It lies on the table.').waitFor();
  await go(ben, 'Our table');
  const time = standing(ben, 'My time');
  await time.waitFor();
  expect(await time.innerText()).toMatch(/^Ada\s+My time: [^\n]+, 10:00, 2 hours$/);
  expect(await time.getByRole('button').count()).toBe(0);
});

describe('turning to oneself', () => {
  it('goes step by step, is left, and is taken up where it was left', async () => {
    await open(ada, 'My room', 'Turn to myself');
    await button(ada, 'Begin').click();
    await heading(ada, 'What happened, as a camera would have seen it?').waitFor();
    await ada.getByRole('textbox').fill('The door was closed.');
    await button(ada, 'Next').click();
    await ada.getByRole('radio', { name: 'Togetherness' }).check();
    for (const chip of ['seen', 'welcome']) await button(ada, chip).click();
    expect(await ada.getByRole('textbox').inputValue()).toBe('seen, welcome');
    for (const [chip, words] of [['free', 'seen, welcome, free'], ['welcome', 'seen, free'], ['seen', 'free'], ['free', '']] as const) {
      await button(ada, chip).click(); // a second time takes it away
      expect(await ada.getByRole('textbox').inputValue()).toBe(words);
      expect(await button(ada, chip).getAttribute('aria-pressed')).toBe(String(words.includes(chip)));
    }
    await button(ada, 'welcome').click();
    await button(ada, 'Back').click();
    expect(await ada.getByRole('textbox').inputValue()).toBe('The door was closed.');
    await button(ada, 'Leave it for now').click();
    await ada.getByText('It waits in your room.').waitFor();
    expect(await ada.evaluate(() => document.activeElement?.textContent)).toContain('It waits in your room.');

    await ada.reload();
    await open(ada, 'My room', 'Turn to myself');
    await button(ada, 'Go on').click();
    await heading(ada, 'Which fear is under it, that you do not say?').waitFor();
    await button(ada, 'Sleep on it').click();
    await ada.getByText('It sleeps until tomorrow at eight.').waitFor();
    await ada.getByText(/it sleeps until \w+day .*, 08:00/).waitFor();
    await button(ada, 'Go on').click();
    await button(ada, 'not mattering').click();
    for (let step = 3; step < 6; ++step) {
      await button(ada, step === 3 ? 'Next' : 'Skip this one').click();
    }
    await ada.getByRole('textbox').fill('I look for your face first.');
    await button(ada, 'Next').click();
    await heading(ada, 'How does it end?').waitFor();
    await button(ada, 'Say some of it on the table').click();
    expect(await ada.getByRole('textbox').inputValue()).toBe('I look for your face first.');
    await button(ada, 'Put these words on the table').click();
    await ada.getByText('Your words are on the table.').waitFor();
    expect(await button(ada, 'Go on').count()).toBe(0);

    await go(ben, 'Our table');
    await entry(ben, 'I look for your face first.').waitFor();
    expect(await main(ben)).not.toMatch(/door was closed|not mattering|welcome/);
    await go(ada, 'My room');
    await entry(ada, 'Turning to myself about togetherness, some of it said on the table').waitFor();
  });

  it('can end in an invitation, and says that one came of it only once that lies on the table', async () => {
    const toInvitation = async (happened: string) => {
      await open(ben, 'My room', 'Turn to myself');
      await button(ben, 'Begin').click();
      await ben.getByRole('textbox').fill(happened);
      await button(ben, 'Next').click();
      for (let step = 1; step < 6; ++step) await button(ben, 'Skip this one').click();
      await button(ben, 'Make an invitation').click();
      await heading(ben, 'An invitation').waitFor();
    };
    await toInvitation('We missed each other.');
    await go(ben, 'My room'); // nothing came of it
    await toInvitation('The tram was late.');
    await ben.getByLabel('What you would like').fill('Breakfast on Sunday');
    await button(ben, 'Put it on the table').click();
    await ben.getByText('It lies on the table.').waitFor();
    await go(ben, 'My room');
    await entry(ben, 'The tram was late.').getByText('an invitation came of it').waitFor();
    expect(await entry(ben, 'We missed each other.').innerText()).toMatch(/Turning to myself, kept\s/);
  });
});

it('the circle holds both halves as one, and of mine only what I put on the table', async () => {
  for (const [page, when] of [[ada, 'close the door'], [ben, 'ask again at once']] as const) {
    await open(page, 'Our table', 'Our circle');
    await page.getByLabel('When you', { exact: true }).fill(when);
    await page.getByLabel('I fear', { exact: true }).fill(`what is mine alone, ${when}`);
    await button(page, 'Keep in my room').click();
    await kept(page);
    // Its form is away, and opens on wish; the focus goes along.
    const focused = () => page.evaluate(() => document.activeElement!.id || document.activeElement!.textContent);
    expect(await focused()).toBe('It is in your room.');
    expect(await page.getByLabel('When you', { exact: true }).count()).toBe(0);
    await button(page, 'Say it differently').click();
    expect(await focused()).toBe(await page.getByLabel('When you', { exact: true }).getAttribute('id'));
    expect(await page.getByLabel('When you', { exact: true }).inputValue()).toBe('');
    await button(page, 'Leave it as it was').click();
    expect(await focused()).toBe('Take up what I wrote');
    await button(page, 'Take up what I wrote').click();
    await page.getByLabel('I fear', { exact: true }).fill('that I am not enough');
    await page.getByLabel('So I', { exact: true }).fill('go quiet');
    await button(page, 'Put a copy on the table').click();
    await page.getByText('a copy is on the table').waitFor();
    if (page === ada) await page.getByText('Ben’s half is Ben’s to write.').waitFor();
    // In the room it is one, with all that was left out of the copy.
    expect(await page.locator('.half.me').innerText()).toContain(`what is mine alone, ${when}`);
    await go(page, 'My room');
    const half = entry(page, 'My half of the circle');
    await half.first().waitFor();
    expect(await half.count()).toBe(1);
    expect(await half.innerText()).toContain(`what is mine alone, ${when}`);
    expect(await half.innerText()).not.toContain('corrected');
  }
  for (const [page, other, theirs] of [[ada, 'Ben', 'ask again at once'], [ben, 'Ada', 'close the door']] as const) {
    await go(page, 'Our table');
    const circle = section(page, 'Our circle');
    await circle.locator('.half.partner', { hasText: `When you ${theirs}.` }).waitFor();
    expect(await circle.getByRole('img').getAttribute('aria-label')).toBe(
      `A circle of two equal arcs between two equal points. One is yours; one is ${other}’s. Each leads into the other.`,
    );
    const boxes = await circle.locator('svg g').evaluateAll((arcs) => arcs.map((arc) => arc.getBoundingClientRect()));
    expect(boxes).toHaveLength(2);
    expect(boxes[0]!.width).toBeCloseTo(boxes[1]!.width, 1);
    expect(boxes[0]!.height).toBeCloseTo(boxes[1]!.height, 1);
    expect(await main(page)).not.toContain('mine alone');
  }
});

it('a half that its author puts otherwise stays one in the room, with the words before', async () => {
  await open(ada, 'Our table', 'Our circle');
  await button(ada, 'Take up what I wrote').click();
  await ada.getByLabel('So I', { exact: true }).fill('count to ten');
  await button(ada, 'Keep in my room').click();
  await kept(ada);
  await open(ada, 'My room', 'My days');
  const half = entry(ada, 'My half of the circle');
  await half.first().waitFor();
  expect(await half.count()).toBe(1);
  expect(await half.innerText()).toMatch(/corrected[\s\S]+count to ten/);
  await half.getByText('Earlier versions').click();
  await half.locator('details').getByText('what is mine alone, close the door').waitFor();
});

it('a gift is kept, or put on the table', async () => {
  await open(ben, 'Our table', 'Gifts');
  await ben.getByRole('radio', { name: 'more together' }).check();
  await ben.getByLabel('What it gives you').fill('Our house has guests.');
  await button(ben, 'Put a copy on the table').click();
  await ben.getByText('a copy is on the table').waitFor();
  await go(ada, 'Our table');
  const gift = entry(ada, 'Our house has guests.');
  await gift.waitFor();
  expect(await gift.innerText()).toContain('When you reach for togetherness');
});

it('signs, presence, time alone and stretches stay in the room', async () => {
  await sync(ada, ben, 'before the private ones');
  const before = await told(ben);

  await open(ada, 'My room', 'Signs');
  await ada.getByRole('group', { name: 'Impatient' }).getByRole('radio', { name: 'strong' }).check();
  await button(ada, 'Keep in my room').click();
  await kept(ada);
  await entry(ada, 'Impatient: strong').waitFor();

  await open(ada, 'My room', 'Time together');
  await slide(ada, /really here/, 2);
  await slide(ada, /had to, or wanted to/, 9);
  await ada.getByLabel('Words, if you like').fill('Dinner, and the phone');
  await button(ada, 'Keep in my room').click();
  await kept(ada);
  const dinner = await entry(ada, 'Dinner, and the phone').innerText();
  expect(dinner).toMatch(/1 hour together\s+Presence\s+hardly here\s+Motive\s+I wanted to/);

  await open(ada, 'My room', 'Time alone');
  await ada.getByRole('radio', { name: 'It came about' }).check();
  await ada.getByLabel(/Towards what/).fill('The long way home');
  await button(ada, 'Keep in my room').click();
  await entry(ada, '1 hour alone, not chosen').waitFor();

  await open(ada, 'My room', 'A stretch');
  await button(ada, 'Keep in my room').click();
  await ada.getByText('Say how much discomfort you expect.').waitFor();
  await ada.getByRole('button', { name: /Ask how it was/ }).click();
  await slide(ada, 'How much discomfort do you expect?', 7);
  await button(ada, 'Keep in my room').click();
  const how = section(ada, 'How was it?');
  await slide(how, 'The discomfort you found', 3);
  await button(how, 'Keep how it was').click();
  await ada.getByRole('img', { name: 'Discomfort from 0 to 10, the newest last: expected 7, found 3.' }).waitFor();

  await sync(ada, ben, 'after the private ones');
  await go(ada, 'Our table');
  await button(entry(ada, 'after the private ones'), 'Take back').click();
  await button(ada, 'Take it back').click();
  await entry(ben, 'after the private ones').waitFor({ state: 'detached' });
  expect(await told(ben)).toBe(before);
});

it('no page of it scrolls sideways on a phone', async () => {
  const found: string[] = [];
  for (const [place, names] of [
    ['My room', ['My days', 'Signs', 'Time together', 'Time alone', 'Hours or presence?', 'Turn to myself', 'A stretch']],
    ['Our table', ['An invitation', 'My time', 'Our circle', 'Gifts']],
  ] as const) {
    for (const name of [null, ...names]) {
      await (name === null ? go(ada, place) : open(ada, place, name));
      const over = await ada.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      if (over > 0) found.push(`${name ?? place}: ${over} pixels too wide`);
    }
  }
  expect(found).toEqual([]);
});
