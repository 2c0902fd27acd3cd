// A person's devices and the recovery code, in Chromium over the real relay: a phone comes, a laptop is lost, a room
// comes back from paper.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { added, codeField, codeOn, fourWords, linkForDevice, myDevices, openLink } from './devices';
import { recover, recovered, typeBack } from './devices';
import { arrive, begin, beginUpToTheCode, button, compare, entry, go, heading, invite } from './people';
import { join, meet, note, section, told } from './people';
import { browser, raise, relay } from './stage';

raise();

const close = (page: Page) => onTestFinished(() => page.context().close());
async function somebody(): Promise<Page> {
  const page = await arrive(browser, relay);
  close(page);
  return page;
}
const main = (page: Page) => page.locator('main').innerText();
const devices = (page: Page) => page.locator('[data-device]');
async function exported(page: Page): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export as text').last().click()]);
  return readFileSync(await file.path(), 'utf8');
}
async function room(page: Page): Promise<void> {
  await go(page, 'My room');
}

describe('a life with several devices', () => {
  it('a phone comes, the laptop is lost and removed, an empty browser brings it all back, and one begins anew', async () => {
    const [laptop, ben] = await Promise.all([somebody(), somebody()]);
    await beginUpToTheCode(laptop, 'Ada');
    const code = await codeOn(laptop);
    expect(code).toMatch(/^([0-9A-Z]{5}-){7}[0-9A-Z]{5}$/);
    await typeBack(laptop, code);
    await laptop.getByText('That is your recovery code. Keep it well.').waitFor();
    await room(laptop);
    expect(await main(laptop)).not.toContain('still to be written down');
    expect(await main(laptop)).toContain('One device reads it.');
    await note(laptop, 'of the laptop', 'Keep in my room');
    await laptop.reload(); // what stays in the room goes out when the page is opened, and every quarter of an hour
    await heading(laptop, 'My room').waitFor();
    await meet(laptop, ben);
    await compare([laptop, ben]);
    await room(ben);
    await note(ben, 'from Ben', 'Put a copy on the table');
    await go(laptop, 'Our table');
    await entry(laptop, 'from Ben').waitFor();
    await go(ben, 'Our table');
    await room(ben);
    const before = (await told(ben)).replace(/last reached it on [^.]+\./g, '');

    const phone = await added(browser, laptop, { viewport: { width: 360, height: 740 } });
    close(phone);
    await room(phone);
    expect(await main(phone)).toContain('Two devices read it.');
    await entry(phone, 'of the laptop').waitFor();
    await go(phone, 'Our table');
    await entry(phone, 'from Ben').waitFor();
    await room(phone);
    await note(phone, 'from the phone', 'Put a copy on the table');
    await go(laptop, 'Our table');
    await entry(laptop, 'from the phone').waitFor();
    await go(ben, 'Our table');
    await entry(ben, 'from the phone').waitFor(); // and Ben is told of no device
    expect(await main(ben)).not.toMatch(/device/);
    await room(ben);
    expect((await told(ben)).replace(/last reached it on [^.]+\./g, '')).toBe(before);

    // The laptop is lost: it is away, and the phone takes it out.
    await laptop.context().setOffline(true);
    await room(laptop);
    await note(laptop, 'unsent on the laptop', 'Keep in my room');
    await myDevices(phone);
    await phone.getByRole('button', { name: /^Remove device / }).click();
    await phone.getByText('What it has, it keeps').waitFor();
    await button(phone, 'Remove it').click();
    await phone.getByText('It is removed. What you write from now on can not be read there.').waitFor();
    expect(await devices(phone).count()).toBe(1);
    await room(phone);
    await note(phone, 'after the removal', 'Keep in my room');
    await note(phone, 'anew on the table', 'Put a copy on the table');
    await phone.reload();
    await go(ben, 'Our table');
    await entry(ben, 'anew on the table').waitFor();

    // Whoever found it opens it with a network.
    await laptop.context().setOffline(false);
    await laptop.reload();
    await heading(laptop, 'This device was removed').waitFor();
    expect(await laptop.getByRole('navigation').count()).toBe(0);
    const file = await exported(laptop);
    expect(file).toContain('of the laptop');
    expect(file).toContain('unsent on the laptop');
    expect(file).not.toContain('after the removal');
    expect(file).not.toContain('anew on the table');

    // An empty browser, from the paper. The code still holds; it is in no device.
    const third = await recovered(browser, relay, code.toLowerCase().replaceAll('-', ' '));
    close(third);
    expect(await devices(third).count()).toBe(2);
    await room(third);
    for (const words of ['of the laptop', 'after the removal', 'from the phone']) await entry(third, words).waitFor();
    await go(third, 'Our table');
    await entry(third, 'from Ben').waitFor();

    // She ends the sharing there; what stood on the table stays to be read, by both.
    await go(third, 'Settings');
    await button(third, 'End the sharing').click();
    await third.getByText('is told that the sharing has ended, and nothing else').waitFor();
    expect(await exported(third)).toContain('from Ben');
    await button(third, 'End the sharing').click();
    await third.getByText('The sharing has ended. Your room is as it was.').waitFor();
    await go(third, 'Our table');
    await third.getByText('The sharing has ended.').waitFor();
    await entry(third, 'from Ben').waitFor();
    await entry(third, 'from the phone').waitFor();
    expect(await third.getByRole('button', { name: /^(Correct|Take back)$/ }).count()).toBe(0);
    await go(ben, 'Our table');
    await ben.getByText('The sharing has ended.').waitFor();
    await entry(ben, 'anew on the table').waitFor();

    // And anew, with somebody else: the room comes along, the table is another.
    const cleo = await somebody();
    await button(third, 'Invite somebody').click();
    await button(third, 'Make the link').click();
    await join(cleo, await third.getByRole('textbox', { name: 'The link' }).inputValue(), 'Cleo');
    await Promise.all([third, cleo].map((page) => heading(page, 'Read them aloud to each other').waitFor()));
    await compare([third, cleo]);
    await room(third);
    await entry(third, 'of the laptop').waitFor();
    await note(third, 'hello Cleo', 'Put a copy on the table');
    await go(cleo, 'Our table');
    await entry(cleo, 'hello Cleo').waitFor();
    expect(await main(cleo)).not.toMatch(/from Ben|from the phone/);
    await go(phone, 'Our table');
    await entry(phone, 'hello Cleo').waitFor();
  }, 180_000);
});

describe('a further device', () => {
  it('shows the same words, and has nothing before both said so; a reload in between changes nothing', async () => {
    const live = await somebody();
    await begin(live, 'Ada');
    await note(live, 'mine alone', 'Keep in my room');
    const fresh = await openLink(browser, await linkForDevice(live));
    close(fresh);
    expect(fresh.url()).toBe(`${relay.origin}/`); // the secret is out of the address
    await button(fresh, 'Go on with the link').click();
    await heading(fresh, 'Are they the same?').waitFor();
    await button(live, 'They are the same').waitFor();
    expect(await fourWords(fresh)).toBe(await fourWords(live));
    expect((await fourWords(fresh)).split(' ')).toHaveLength(4);
    await fresh.reload();
    await heading(fresh, 'Are they the same?').waitFor();
    await button(fresh, 'They are the same').click();
    await fresh.getByText('as soon as you say on the other device, too').waitFor();
    await fresh.waitForTimeout(1500); // some looks at the relay
    expect(await told(fresh)).not.toMatch(/Ada|mine alone/);
    expect(await devices(live).count()).toBe(1);
    await live.reload();
    await myDevices(live);
    await button(live, 'They are the same').click();
    await live.getByText('It is added. Two devices read your room.').waitFor();
    await fresh.getByText('Welcome, Ada.').waitFor();
    await room(fresh);
    await entry(fresh, 'mine alone').waitFor();
  });

  it('is not added where either says that the words differ, and its browser is empty again', async () => {
    const live = await somebody();
    await begin(live, 'Ada');
    const link = await linkForDevice(live);
    const fresh = await openLink(browser, link);
    close(fresh);
    await button(fresh, 'Go on with the link').click();
    await button(live, 'They differ').click();
    await button(live, 'They differ: add nothing').click();
    await button(live, 'Make the link').waitFor();
    await button(fresh, 'They differ').click();
    await button(fresh, 'They differ: take nothing in').click();
    await heading(fresh, 'Concertina').waitFor();
    expect(await devices(live).count()).toBe(1);

    // The link is used up, and says so.
    await fresh.goto(link);
    await button(fresh, 'Go on with the link').click();
    await fresh.getByText('This link was used already').waitFor();
    await heading(fresh, 'Back to your room').waitFor();
    await button(fresh, 'Not now').click();
    await begin(fresh, 'Somebody');
  });

  it('asks the one that has a room for its passphrase again, and takes no other; wrong ones slow down', async () => {
    const live = await somebody();
    await begin(live, 'Ada', 'seven geese');
    const fresh = await openLink(browser, await linkForDevice(live));
    close(fresh);
    await button(fresh, 'Go on with the link').click();
    await button(fresh, 'They are the same').click();
    const once = live.getByLabel('Your passphrase, once more');
    await once.fill('six geese');
    await button(live, 'They are the same').click();
    await live.getByRole('alert').filter({ hasText: 'not the passphrase' }).waitFor();
    expect(await devices(live).count()).toBe(1);
    await once.fill('seven geese');
    await button(live, 'They are the same').click();
    await live.getByText('It is added.').waitFor();
    await fresh.getByText('Welcome, Ada.').waitFor();

    await live.reload();
    await heading(live, 'Locked').waitFor();
    const tried = async (text: string) => {
      await live.getByRole('textbox', { name: 'Passphrase' }).fill(text);
      await button(live, 'Open').click();
      await live.getByText('It opens in a moment.').waitFor({ state: 'detached' });
      return (await heading(live, 'My room').count()) > 0 ? 'open' : live.getByRole('alert').innerText();
    };
    let said = '';
    for (let i = 0; i < 9 && !said.includes('The next can be tried in'); ++i) said = await tried('six geese');
    expect(said).toContain('The next can be tried in');
    expect(await tried('seven geese')).not.toBe('open');
    await expect.poll(() => tried('seven geese'), { timeout: 40_000, interval: 1000 }).toBe('open');
  });

  it('comes into an empty browser alone; and a link of one sort is not taken for the other', async () => {
    const ada = await somebody();
    await begin(ada, 'Ada');
    const forDevice = await linkForDevice(ada);
    const ben = await somebody();
    await begin(ben, 'Ben');
    await ben.goto(forDevice);
    await heading(ben, 'There is a room here already').waitFor();
    await button(ben, 'My room').last().click();
    await heading(ben, 'My room').waitFor();
    const forPartner = await invite(ada); // which ends the other
    const cleo = await somebody();
    await button(cleo, 'I have a room already').click();
    await cleo.getByLabel('The link for this device').fill(forPartner);
    await button(cleo, 'Go on with the link').click();
    await cleo.getByText('an invitation from a partner').waitFor();
    await button(cleo, 'Not now').click();
    await button(cleo, 'I was invited').click();
    await cleo.getByLabel('The link that your partner sent you').fill(forDevice);
    await cleo.getByLabel('What you want to be called').fill('Cleo');
    await button(cleo, 'Join').click();
    await cleo.getByText('adds a device').waitFor();
  });

  it('that was removed can forget the room and be added anew', async () => {
    const live = await somebody();
    await begin(live, 'Ada');
    const phone = await added(browser, live);
    close(phone);
    await live.getByRole('button', { name: /^Remove device / }).click();
    await button(live, 'Remove it').click();
    await live.getByText('It is removed.').waitFor();
    await heading(phone, 'This device was removed').waitFor({ timeout: 45_000 }); // it may wait for news just then
    await button(phone, 'Forget the room in this browser').click();
    await button(phone, 'Forget it here').click();
    await heading(phone, 'Concertina').waitFor();
    await phone.goto(await linkForDevice(live));
    await button(phone, 'Go on with the link').click();
    for (const page of [phone, live]) await button(page, 'They are the same').click();
    await phone.getByText('Your room is here, too.').waitFor();
  });
});

describe('the recovery code', () => {
  it('can be put off, stays a quiet mark, and is done by two groups that are right', async () => {
    const ada = await somebody();
    await beginUpToTheCode(ada, 'Ada');
    const code = await codeOn(ada);
    await button(ada, 'Later').click();
    await heading(ada, 'My room').waitFor();
    const mark = button(ada, 'Recovery code: still to be written down');
    await mark.click();
    expect(await codeOn(ada)).toBe(code); // while the window is open
    const wrong = code.split('-').map((group) => (group.startsWith('7') ? '8' : '7') + group.slice(1)).join('-');
    await typeBack(ada, wrong);
    await ada.getByRole('alert').filter({ hasText: /Group \d of the code/ }).waitFor();
    await button(ada, 'Show the code again').click();
    await typeBack(ada, code);
    await ada.getByText('That is your recovery code. Keep it well.').waitFor();
    await room(ada);
    expect(await mark.count()).toBe(0);
    await go(ada, 'Settings');
    await section(ada, 'My devices').getByText('Your recovery code is written down.').waitFor();
  });

  it('after the window closed is typed whole, or replaced; and the one before opens nothing any more', async () => {
    const ada = await somebody();
    await beginUpToTheCode(ada, 'Ada');
    const first = await codeOn(ada);
    await button(ada, 'Later').click();
    await note(ada, 'to come back', 'Keep in my room');
    await ada.reload();
    await button(ada, 'Recovery code: still to be written down').click();
    await ada.getByText('You have one. Is it written down?').waitFor();
    expect(await told(ada)).not.toContain(first.slice(0, 5));
    await ada.getByLabel('The whole code, from your paper').fill(first);
    await button(ada, 'This is what I wrote').click();
    await ada.getByText('That is your recovery code. Keep it well.').waitFor();

    await button(ada, 'Replace it by a new one').click();
    await button(ada, 'Make a new one').click();
    await heading(ada, 'Your recovery code').waitFor();
    const second = await codeOn(ada);
    expect(second).not.toBe(first);
    await button(ada, 'Later').click();
    await button(ada, 'Recovery code: still to be written down').click();
    await ada.getByText('The new one counts as soon as').waitFor({ state: 'detached' });

    const other = await somebody();
    await recover(other, first);
    await other.getByRole('alert').filter({ hasText: /replaced|knows nobody/ }).waitFor();
    await codeField(other).fill(`${second.slice(0, -1)}${second.endsWith('7') ? '8' : '7'}`);
    await button(other, 'Bring it back').click();
    await other.getByRole('alert').filter({ hasText: 'Group 8 of the code' }).waitFor();
    await codeField(other).fill(second);
    await button(other, 'Bring it back').click();
    await other.getByText('Welcome, Ada.').waitFor();
    await room(other);
    await entry(other, 'to come back').waitFor();
  });

  it('opens a room whose passphrase is forgotten, and leaves it as it was where the code is wrong', async () => {
    const ada = await somebody();
    await beginUpToTheCode(ada, 'Ada', 'forgotten');
    const code = await codeOn(ada);
    await button(ada, 'Later').click();
    await note(ada, 'behind it', 'Keep in my room');
    await ada.reload();
    await heading(ada, 'Locked').waitFor();
    await button(ada, 'I forgot it').click();
    await ada.getByText('has not reached the relay is lost').waitFor();
    await codeField(ada).fill(`${code.slice(0, -5)}AAAAA`);
    await button(ada, 'Bring it back').click();
    await ada.getByRole('alert').filter({ hasText: 'Group 8' }).waitFor();
    await ada.reload();
    await ada.getByRole('textbox', { name: 'Passphrase' }).fill('forgotten');
    await button(ada, 'Open').click();
    await entry(ada, 'behind it').waitFor();
    await go(ada, 'Settings');
    await ada.getByText('This device last reached it').waitFor();
    await ada.waitForTimeout(1500); // the room's frame of this opening is there by now
    await ada.reload();
    await button(ada, 'I forgot it').click();
    await codeField(ada).fill(code);
    await button(ada, 'Bring it back').click();
    await ada.getByText('Welcome, Ada.').waitFor();
    await room(ada);
    await entry(ada, 'behind it').waitFor();
    await ada.reload();
    await heading(ada, 'My room').waitFor(); // with no passphrase any more
  });

  it('on paper stands large, with what it is for and where, and nothing says whose', async () => {
    const ada = await somebody();
    await beginUpToTheCode(ada, 'Adalind');
    const code = await codeOn(ada);
    await ada.emulateMedia({ media: 'print' });
    const paper = await ada.locator('body').innerText();
    for (const group of code.split('-')) expect(paper).toContain(group);
    expect(paper).toContain(relay.origin);
    expect(paper).toContain('Whoever has it can read that room');
    expect(paper).not.toMatch(/Adalind|Later|My room|Leave/);
    const size = await ada.locator('.group').first().evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
    expect(size).toBeGreaterThanOrEqual(28);
    expect(await ada.title()).toBe('Notes');
  });
});
