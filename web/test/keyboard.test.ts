// The keyboard: everything is within its reach, by names that a screen reader says. No pointer is used here.

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { codeOn, openLink } from './devices';
import { Keyboard } from './keyboard';
import { arrive, beginUpToTheCode, compare, entry, go, heading, lanes, meet } from './people';
import { browser, raise, relay } from './stage';

raise();

describe('by the keyboard alone', () => {
  it('one begins, checks in, writes a note, reads the days, changes a setting and leaves', async () => {
    const keys = await Keyboard.begun(browser, relay);
    const { page } = keys;
    const slider = (name: string) => page.getByRole('slider', { name });
    expect(await keys.focused()).toBe('heading: My room');

    for (const [lane, steps] of [
      [lanes[0]!, ['Home', ...Array<string>(15).fill('ArrowRight')]],
      [lanes[1]!, ['Enter']], // the middle, where it stands
      [lanes[2]!, ['End', 'ArrowLeft']],
      [lanes[3]!, ['Space', 'ArrowLeft', 'ArrowLeft']],
    ] as const) {
      await keys.to(`slider: ${lane}`);
      await keys.press(...steps);
    }
    const said = await Promise.all(lanes.map((lane) => slider(lane).getAttribute('aria-valuetext')));
    expect(said).toEqual(['7½', '5', '9½', '4']);
    await keys.to('textbox: Words, if you like');
    await keys.type('A full week');
    await keys.choose('button: Keep in my room', 'Space');
    await entry(page, 'A full week').waitFor();

    await keys.to('textbox: What you want to remember, or to say');
    await keys.type('Remember the lamp');
    await keys.choose('button: Keep in my room');
    await entry(page, 'Remember the lamp').waitFor();

    await keys.to('slider: Day');
    await keys.choose('button: As a table');
    await keys.to('region: Days as a table', 'Shift+Tab');
    await page.getByRole('cell', { name: '7½' }).waitFor();
    await keys.choose('button: As a picture');

    await keys.to('button: Correct');
    await keys.choose('button: Take back');
    expect(await keys.focused()).toBe('group: Take it back');
    await keys.choose('button: Leave it');
    expect(await keys.focused()).toMatch(/^button: (Correct|Take back)$/);

    await keys.to('button: Settings', 'Shift+Tab', 40);
    await keys.press('Enter');
    await heading(page, 'Settings').waitFor();
    expect(await keys.focused()).toBe('heading: Settings');
    await keys.to('radio: As the device has it');
    await keys.press('ArrowDown', 'ArrowDown');
    expect(await page.locator('html').getAttribute('data-look')).toBe('dark');

    await keys.press('Escape', 'Escape');
    await page.waitForURL('**/blank.html');
    await page.context().close();
  });

  it('one tells of time together, and turns to oneself', async () => {
    const keys = await Keyboard.begun(browser, relay);
    const { page } = keys;

    await keys.choose('button: Time together');
    await heading(page, 'Time together').waitFor();
    expect(await keys.focused()).toBe('heading: Time together');
    await keys.to('slider: How much was your partner really here, as you felt it?');
    await keys.press('Enter', 'ArrowRight'); // from the middle, where it stands
    expect(await page.getByRole('slider').first().getAttribute('aria-valuetext')).toMatch(/^5½,/);
    await keys.to('slider: And you: had to, or wanted to?');
    await keys.press('Space');
    await keys.choose('button: Leave it open');
    await keys.choose('button: Keep in my room');
    await entry(page, '1 hour together').waitFor();
    expect(await entry(page, '1 hour together').innerText()).toMatch(/Presence\s+in between/);
    await keys.choose('button: Back to my room');
    await heading(page, 'My room').waitFor();

    await keys.choose('button: Turn to myself');
    await keys.choose('button: Begin');
    expect(await keys.focused()).toBe('heading: What happened, as a camera would have seen it?');
    await keys.to('textbox: What happened, as a camera would have seen it?');
    await keys.type('It rained.');
    await keys.choose('button: Next');
    expect(await keys.focused()).toBe('heading: Which need of yours was it about?');
    await keys.choose('button: rested');
    expect(await page.getByRole('textbox').inputValue()).toBe('rested');
    expect(await keys.focused()).toMatch(/: rested$/); // it stays: a phone's keyboard does not open
    await keys.choose('button: Leave it for now');
    await page.getByText('It waits in your room.').waitFor();
    await keys.choose('button: Go on');
    expect(await keys.focused()).toBe('heading: Which fear is under it, that you do not say?');
    await page.context().close();
  });

  it('one finds what one wrote, corrects it, and reads how it was worded before', async () => {
    const keys = await Keyboard.begun(browser, relay);
    const { page } = keys;
    await keys.to('textbox: What you want to remember, or to say');
    await keys.type('Remember the lamp');
    await keys.choose('button: Keep in my room');
    await entry(page, 'Remember the lamp').waitFor();

    await keys.to('button: My days', 'Shift+Tab');
    await keys.press('Enter');
    await heading(page, 'My days').waitFor();
    expect(await keys.focused()).toBe('heading: My days');
    await keys.to('searchbox: Words to look for');
    await keys.type('LAMP');
    await page.getByText('One entry is like that.').waitFor();
    await keys.choose('button: Correct');
    await keys.to('textbox: Your note');
    await keys.press('End', 'Control+A');
    await keys.type('The lamp is mended');
    await keys.choose('button: Keep the correction');
    await page.getByText('Corrected.').waitFor();
    expect(await keys.focused()).toBe('button: Correct');
    await keys.to('DisclosureTriangle: Earlier versions', 'Shift+Tab', 3);
    await keys.press('Enter');
    await page.locator('details').getByText('Remember the lamp').waitFor();
    await keys.choose('button: Back to my room');
    await heading(page, 'My room').waitFor();
    await page.context().close();
  });

  it('no act loses the focus: it stays, or goes to what came of it', async () => {
    const keys = await Keyboard.begun(browser, relay);
    const { page } = keys;
    const held = () => page.evaluate(() => document.activeElement !== document.body);
    await keys.to('textbox: What you want to remember, or to say');
    await keys.type('You never listen to me.');
    await keys.choose('button: Ask the mirror');
    await page.getByRole('button', { name: /^“/ }).waitFor();
    await expect.poll(held).toBe(true);
    await keys.to('button: Keep in my room');
    await keys.press('Enter');
    await entry(page, 'You never listen to me.').waitFor();
    await page.getByText('It is in your room.').waitFor();
    expect(await keys.focused()).toBe('button: Keep in my room');
    await keys.choose('button: Correct');
    expect(await keys.focused()).toBe('textbox: Your note');
    await keys.choose('button: Leave it as it was');

    await keys.to('button: Signs', 'Shift+Tab');
    await keys.press('Enter');
    await heading(page, 'Signs').waitFor();
    await keys.choose('button: Look');
    await page.getByText('Not yet: it takes some eighty days').waitFor();
    expect(await held()).toBe(true);

    await keys.to('button: Our table', 'Shift+Tab', 40);
    await keys.press('Enter');
    await keys.choose('button: Invite your partner');
    await heading(page, 'Invite your partner').waitFor();
    await keys.choose('button: Make the link');
    await heading(page, 'Your invitation').waitFor();
    expect(await keys.focused()).toBe('heading: Your invitation');
    await page.context().close();
  });

  it('one writes the code down, adds a device and removes it, and ends the sharing; the focus is never lost', async () => {
    const [ada, ben] = [await arrive(browser, relay), await arrive(browser, relay)];
    await beginUpToTheCode(ada, 'Ada');
    const keys = await Keyboard.of(ada);
    const held = (page: Page) => page.evaluate(() => document.activeElement !== document.body);
    const groups = (await codeOn(ada)).split('-');
    await keys.choose('button: I have written it down');
    expect(await keys.focused()).toBe('heading: Is it written down?');
    for (let i = 0; i < 2; ++i) {
      await keys.press('Tab');
      const group = Number(/Group (\d)/.exec(await keys.focused())![1]);
      await keys.type(groups[group - 1]!);
    }
    await keys.press('Enter');
    await ada.getByText('That is your recovery code.').waitFor();
    expect(await held(ada)).toBe(true);
    await keys.choose('button: Back to my room');
    await heading(ada, 'My room').waitFor();
    await meet(ada, ben);
    await compare([ada, ben]);
    await go(ada, 'My room');

    await keys.choose('button: My devices');
    expect(await keys.focused()).toBe('heading: My devices');
    await keys.choose('button: Make the link');
    await ada.getByRole('textbox', { name: 'The link' }).waitFor();
    expect(await held(ada)).toBe(true);
    const phone = await openLink(browser, await ada.getByRole('textbox', { name: 'The link' }).inputValue());
    const thumbs = await Keyboard.of(phone);
    await thumbs.choose('button: Go on with the link');
    await heading(phone, 'Are they the same?').waitFor();
    expect(await thumbs.focused()).toBe('heading: Are they the same?');
    await thumbs.choose('button: They differ');
    expect(await thumbs.focused()).toBe('group: They differ: take nothing in');
    await thumbs.choose('button: Look again');
    expect(await thumbs.focused()).toBe('button: They differ');
    await thumbs.to('button: They are the same', 'Shift+Tab');
    await thumbs.press('Enter');
    await heading(phone, 'On its way').waitFor();
    await expect.poll(() => held(phone)).toBe(true);
    await keys.choose('button: They are the same');
    await ada.getByText('It is added.').waitFor();
    await expect.poll(() => held(ada)).toBe(true);
    await heading(phone, 'My devices').waitFor();
    expect(await thumbs.focused()).toBe('heading: My devices');

    const remove = ada.getByRole('button', { name: /^Remove device / });
    await keys.to(`button: ${await remove.getAttribute('aria-label')}`, 'Tab', 60);
    await keys.press('Enter');
    expect(await keys.focused()).toBe('group: Remove it');
    await keys.choose('button: Remove it');
    await ada.getByText('It is removed.').waitFor();
    expect(await held(ada)).toBe(true);

    await keys.to('button: Settings', 'Shift+Tab', 40);
    await keys.press('Enter');
    await keys.to('button: End the sharing', 'Tab', 60);
    await keys.press('Enter');
    expect(await keys.focused()).toBe('group: End the sharing');
    await keys.choose('button: End the sharing');
    await ada.getByText('The sharing has ended. Your room is as it was.').waitFor();
    await expect.poll(() => held(ada)).toBe(true);
    await Promise.all([ada, ben, phone].map((page) => page.context().close()));
  });

  it('the marker goes from day to day, by weeks and to both ends, and its day is told', async () => {
    const keys = await Keyboard.guest(browser, relay);
    const { page } = keys;
    await keys.to('slider: Day');
    const day = page.getByRole('slider', { name: 'Day' });
    const at = async () => Number(await day.getAttribute('aria-valuenow'));
    const last = Number(await day.getAttribute('aria-valuemax'));
    expect(await at()).toBe(last);
    await keys.press('ArrowLeft');
    expect(await at()).toBe(last - 1);
    await keys.press('PageDown');
    expect(await at()).toBe(last - 8);
    const told = await day.getAttribute('aria-valuetext');
    expect(told).toMatch(/^\w+day .*Togetherness: you wanted .*Separateness: you wanted /);
    await keys.press('Home');
    expect(await at()).toBe(1);
    expect(await day.getAttribute('aria-valuetext')).not.toBe(told);
    await keys.press('End');
    expect(await at()).toBe(last);
    await page.context().close();
  });

  it('whoever skips to the page passes over the places, and the way out is one of the first stops', async () => {
    const keys = await Keyboard.guest(browser, relay);
    const { page } = keys;
    await keys.to('link: Skip to the page', 'Shift+Tab');
    await keys.to('button: Leave', 'Tab', 5);
    await keys.to('link: Skip to the page', 'Shift+Tab');
    await keys.press('Enter');
    expect(await keys.focused()).toBe('heading: My room');
    await keys.to(`slider: ${lanes[0]!}`, 'Tab', 1);
    await page.context().close();
  });
});
