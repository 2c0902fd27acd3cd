// The pages, from beginning to taking one's things along, in Chromium over the real relay.

import { readFileSync } from 'node:fs';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { arrive, begin, button, checkIn, couple, drag, entry, go, heading, lanes, lookAround, meet, note, section } from './people';
import { Relay, web } from './relay';
import { browser, raise, relay } from './stage';

raise();

async function somebody(): Promise<Page> {
  const page = await arrive(browser, relay);
  onTestFinished(() => page.context().close());
  return page;
}
const main = (page: Page) => page.locator('main').innerText();
const passphrase = (page: Page) => page.getByRole('textbox', { name: 'Passphrase', exact: true });
const words = (page: Page) => page.locator('p.words').innerText();
async function download(page: Page, name: string): Promise<[Download, string]> {
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
  return [file, readFileSync(await file.path(), 'utf8')];
}

describe('two people who meet', () => {
  it('by a link have the same four words, and are not compared until both said so', async () => {
    const [ada, ben] = await Promise.all([somebody(), somebody()]);
    await begin(ada, 'Ada');
    await meet(ada, ben);
    expect(ben.url()).toBe(`${relay.origin}/`); // the secret is out of the address
    expect((await words(ada)).trim().split(/\s+/)).toHaveLength(4);
    expect(await words(ben)).toBe(await words(ada));
    for (const page of [ada, ben]) {
      await go(page, 'Our table');
      await heading(page, 'Not compared yet').waitFor();
      await button(page, 'Compare').click();
    }
    await button(ada, 'They are the same').click();
    await ada.getByText('It is settled once Ben says so too').waitFor();
    await go(ada, 'Our table');
    expect(await main(ada)).toContain('Not compared yet');
    await button(ben, 'They are the same').click();
    await heading(ben, 'Compared').waitFor();
    await heading(ada, 'Not compared yet').waitFor({ state: 'detached' });
  });

  it('an answer that one began alone keeps its question once the other is there, and goes under it', async () => {
    const [ada, ben] = await Promise.all([somebody(), somebody()]);
    const asked = (page: Page) => page.locator('.asked').innerText();
    const form = section(ada, 'A question');
    await begin(ada, 'Ada');
    const alone = await asked(ada);
    await form.getByRole('textbox').fill('The kitchen, on a Sunday');
    await meet(ada, ben);
    await Promise.all([ada, ben].map((page) => go(page, 'My room')));
    expect(await asked(ada)).toBe(alone);
    expect(await form.getByRole('textbox').inputValue()).toBe('The kitchen, on a Sunday');
    await button(form, 'Put a copy on the table').click();
    await ada.getByText('Your answer is in your room, and a copy is on the table.').waitFor();
    expect(await entry(ada, 'The kitchen, on a Sunday').innerText()).toContain(alone);
    const now = await asked(ben);
    if (now !== alone) expect(await asked(ada)).toBe(now); // the one that is open for both is next
  });

  it('who says that the words differ ends the sharing for both, and keeps the room', async () => {
    const [ada, ben] = await Promise.all([somebody(), somebody()]);
    await begin(ada, 'Ada');
    await note(ada, 'mine alone', 'Keep in my room');
    await meet(ada, ben);
    await button(ada, 'They differ').click();
    await button(ada, 'They differ: end the sharing').click();
    await Promise.all([ada, ben].map((page) => heading(page, 'The sharing has ended').waitFor()));
    for (const page of [ada, ben]) {
      await go(page, 'My room');
      expect(await button(page, 'Put a copy on the table').count()).toBe(0);
    }
    await entry(ada, 'mine alone').waitFor();
    await go(ben, 'Our table');
    expect(await main(ben)).not.toMatch(/can read this|Nothing lies here yet/);
  });
});

describe('two people who have met', () => {
  let ada: Page;
  let ben: Page;
  beforeAll(async () => {
    [ada, ben] = await couple(browser, relay);
  });
  afterAll(() => Promise.all([ada, ben].map((page) => page.context().close())));

  it('see each other’s check-in once both are on the table, and nothing of it before', async () => {
    await go(ben, 'Our table');
    await go(ada, 'My room');
    await button(section(ada, 'How is it right now?'), 'Keep in my room').click();
    await ada.getByText('Still to choose: what you want of togetherness').waitFor();
    await drag(ada, lanes[0]!, 8);
    expect(await ada.getByRole('slider', { name: lanes[0]! }).getAttribute('aria-valuetext')).toBe('8');
    await checkIn(ada, [8, 3, 4, 6.5], 'A full week', 'Put a copy on the table');
    await note(ada, 'after the check-in', 'Put a copy on the table');
    await entry(ben, 'after the check-in').waitFor(); // what was written before it is at Ben's by now, too
    expect(await main(ben)).not.toContain('A full week');
    expect(await ben.locator('.levels').count()).toBe(0);
    await go(ada, 'Our table');
    expect(await entry(ada, 'A full week').innerText()).toContain('It waits for theirs');

    await go(ben, 'My room');
    await checkIn(ben, [5, 5.5, 7, 2], 'Too many people', 'Put a copy on the table');
    await entry(ada, 'Too many people').waitFor();
    expect(await entry(ada, 'Too many people').innerText()).toMatch(/want 5, have 5½[^]*want 7, have 2/);
    await go(ben, 'Our table');
    expect(await entry(ben, 'A full week').innerText()).toMatch(/want 8, have 3[^]*want 4, have 6½/);
    for (const page of [ada, ben]) {
      await heading(page, 'Our bellows').waitFor();
      expect(await page.getByText('It waits for theirs').count()).toBe(0);
      expect(await page.locator('article', { hasText: 'want' }).getByRole('button', { name: 'Correct' }).count()).toBe(0);
    }
  });

  it('answer a question, and each sees the other’s answer once both are there', async () => {
    for (const page of [ada, ben]) await go(page, 'My room');
    const asked = await ada.locator('.asked').innerText();
    expect(await ben.locator('.asked').innerText()).toBe(asked);
    const answer = async (page: Page, text: string) => {
      const form = section(page, 'A question');
      await form.getByRole('textbox').fill(text);
      await button(form, 'Put a copy on the table').click();
      await page.getByText('Your answer is in your room, and a copy is on the table.').waitFor();
      await go(page, 'Our table');
    };
    await answer(ada, 'hers');
    await go(ada, 'My room');
    await note(ada, 'after the answer', 'Put a copy on the table');
    await go(ben, 'Our table');
    await entry(ben, 'after the answer').waitFor();
    expect(await main(ben)).not.toContain('hers');
    await go(ben, 'My room');
    await answer(ben, 'his');
    await go(ada, 'Our table');
    for (const page of [ada, ben]) {
      await heading(page, asked).waitFor();
      await Promise.all(['hers', 'his'].map((text) => entry(page, text).waitFor()));
    }
  });

  it('correct a note, and take it back from the table while the room keeps it', async () => {
    await go(ben, 'Our table');
    await go(ada, 'My room');
    await note(ada, 'Remember the lamp', 'Put a copy on the table');
    await entry(ben, 'Remember the lamp').waitFor();
    expect(await button(entry(ben, 'Remember the lamp'), 'Take back').count()).toBe(0); // what Ada wrote is not Ben's to take

    await go(ada, 'Our table');
    await button(entry(ada, 'Remember the lamp'), 'Correct').click();
    await ada.locator('article').getByLabel('Your note').fill('Remember the lamp and the key');
    await button(ada, 'Keep the correction').click();
    await ada.getByText('Corrected.').waitFor();
    await entry(ben, 'the lamp and the key').waitFor();

    await button(entry(ada, 'the key'), 'Take back').click();
    await ada.getByText('What Ben has read already, they have read.').waitFor();
    await button(ada, 'Take it back').click();
    await ada.getByText('It is no longer on the table.').waitFor();
    await entry(ben, 'the key').waitFor({ state: 'detached' });
    await go(ada, 'My room');
    const own = entry(ada, 'Remember the lamp');
    expect(await own.innerText()).not.toContain('the key');
    await button(own, 'Take back').click();
    await button(ada, 'Take it back').click();
    await own.waitFor({ state: 'detached' });
  });
});

describe('one person', () => {
  it('is told no longer what was missing once something else is chosen or written', async () => {
    const ada = await somebody();
    await begin(ada, 'Ada');
    const [now, form] = [section(ada, 'How is it right now?'), section(ada, 'A note')];
    await button(now, 'Keep in my room').click();
    await now.getByRole('alert').filter({ hasText: 'Still to choose' }).waitFor();
    await drag(ada, lanes[0]!, 8);
    await now.getByText('Still to choose').waitFor({ state: 'detached' });
    await button(form, 'Keep in my room').click();
    await form.getByText('The note is still empty.').waitFor();
    await form.getByRole('textbox').fill('The lamp');
    await form.getByText('The note is still empty.').waitFor({ state: 'detached' });
    await button(form, 'Keep in my room').click();
    await form.getByText('It is in your room.').waitFor(); // and what came of it stays, while the form is empty again
    expect(await form.getByRole('textbox').inputValue()).toBe('');
    await ada.waitForTimeout(100);
    await form.getByText('It is in your room.').waitFor();
  });

  it('whose words are too long keeps them in the form, and nothing else', async () => {
    const ada = await somebody();
    await begin(ada, 'Ada');
    const long = 'word '.repeat(20_000);
    const form = section(ada, 'A note');
    await form.getByRole('textbox').fill(long);
    await button(form, 'Keep in my room').click();
    await form.getByRole('alert').filter({ hasText: 'at most' }).waitFor();
    await go(ada, 'Settings');
    await go(ada, 'My room');
    expect(await form.getByRole('textbox').inputValue()).toBe(long);
    expect(await ada.locator('article').count()).toBe(0);
  });

  it('takes it along: the export has every word, the calendar says only Notes', async () => {
    const ada = await somebody();
    await begin(ada, 'Ada');
    await note(ada, 'Remember the lamp', 'Keep in my room');
    await go(ada, 'Settings');
    const [book, read] = await download(ada, 'Export as text');
    expect(book.suggestedFilename()).toBe('notes.txt');
    expect(read).toMatch(/^What Ada wrote\n/);
    expect(read).toMatch(/\d\d:\d\d {2}A note, in your room\n {2}Remember the lamp\n/);
    const [exported, text] = await download(ada, 'Export as data');
    expect(exported.suggestedFilename()).toBe('notes.json');
    expect(JSON.stringify(JSON.parse(text))).toContain('Remember the lamp');
    await button(ada, 'Make the calendar file').click();
    await ada.getByText('Choose at least one day').waitFor();
    await ada.getByLabel('Monday').check();
    const [calendar, event] = await download(ada, 'Make the calendar file');
    expect(calendar.suggestedFilename()).toBe('notes.ics');
    expect(event).toContain('SUMMARY:Notes');
    expect(event.toLowerCase()).not.toContain('concertina');
  });

  it('who set a passphrase needs it after a reload: no other one opens', async () => {
    const ada = await somebody();
    await begin(ada, 'Ada');
    await note(ada, 'behind it', 'Keep in my room');
    await go(ada, 'Settings');
    await passphrase(ada).fill('open sesame');
    await ada.getByLabel('The same once more').fill('open sesam');
    await button(ada, 'Set it').click();
    await ada.getByText('The two passphrases differ').waitFor();
    await ada.getByLabel('The same once more').fill('open sesame');
    await button(ada, 'Set it').click();
    await ada.getByText('The passphrase is set.').waitFor();
    await ada.reload();
    await heading(ada, 'Locked').waitFor();
    expect(await main(ada)).not.toMatch(/Ada|behind it/);
    expect(await ada.getByRole('navigation').count()).toBe(0);
    await passphrase(ada).fill('open sesam');
    await button(ada, 'Open').click();
    await ada.getByRole('alert').filter({ hasText: /./ }).waitFor();
    await heading(ada, 'Locked').waitFor();
    await passphrase(ada).fill('open sesame');
    await button(ada, 'Open').click();
    await entry(ada, 'behind it').waitFor();
  });
});

describe('a relay that asks for a token', () => {
  it('says so to who is new, lets them in with it, and their partner without', async () => {
    const guarded = await Relay.start(web, 'open-sesame');
    onTestFinished(() => guarded.end());
    const [ada, ben] = await Promise.all([arrive(browser, guarded), arrive(browser, guarded)]);
    for (const page of [ada, ben]) onTestFinished(() => page.context().close());
    await begin(ada, 'Ada');
    await ada.getByText('This relay lets new people in by a token').waitFor();
    await button(ada, 'See Settings').click();
    await button(ada, 'Use this token').click();
    await ada.getByText('Write the token first.').waitFor();
    await ada.getByLabel('its owner has one for you').fill('open-says-me');
    await button(ada, 'Use this token').click();
    await ada.getByText('This relay lets new people in by a token').waitFor();
    await ada.getByLabel('its owner has one for you').fill(' open-sesame ');
    await button(ada, 'Use this token').click();
    await ada.getByText('This device last reached it').waitFor();
    expect(await ada.getByText('This relay lets new people in').count()).toBe(0);
    await meet(ada, ben);
  });
});

describe('the example couple', () => {
  it('can be looked around in, says on every page that it is made up, and is neither kept nor sent', async () => {
    const ada = await somebody();
    const toRelay: string[] = [];
    ada.context().on('request', (request) => request.url().includes('/v1/') && toRelay.push(request.url()));
    const kept = () =>
      ada.evaluate(
        () =>
          new Promise<number>((done) => {
            const opening = indexedDB.open('notes');
            opening.onsuccess = () => {
              const counting = opening.result.transaction('items').objectStore('items').count();
              counting.onsuccess = () => done(counting.result);
            };
          }),
      );
    await lookAround(ada);
    const days = Number(await ada.getByRole('slider', { name: 'Day' }).getAttribute('aria-valuemax'));
    expect(days).toBeGreaterThan(40);
    for (const place of ['My room', 'Our table', 'Settings'] as const) {
      await go(ada, place);
      await ada.getByRole('complementary', { name: 'Example' }).getByText('This is an example couple, made up.').waitFor();
    }
    await go(ada, 'My room');
    await checkIn(ada, [8, 3, 4, 6], 'tried out', 'Put a copy on the table');
    await entry(ada, 'tried out').waitFor();
    expect(await kept()).toBe(0);
    expect(toRelay).toEqual([]);
    await button(ada, 'Leave the example').first().click();
    await heading(ada, 'Concertina').waitFor();
    await ada.reload();
    await heading(ada, 'Concertina').waitFor();

    // Whoever begins is seen by both of these watchers, so they would have seen the example too.
    await begin(ada, 'Ada');
    await expect.poll(() => toRelay.length).toBeGreaterThan(0);
    expect(await kept()).toBeGreaterThan(0);
    expect(await ada.getByText('tried out').count()).toBe(0);
  });
});

