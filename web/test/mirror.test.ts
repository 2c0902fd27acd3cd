// The mirror in the page: quiet until asked, never in the way, and nobody's but the writer's.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Reader } from '../src/mirror/reader';
import { button, couple, entry, go, heading, open, told } from './people';
import { browser, raise, relay } from './stage';

const HURTFUL = 'You never listen to me.';

describe('the reader', () => {
  it('counts places as the page does, whatever stands before them', async () => {
    const wasm = readFileSync(new URL('../../build/wasm/mirror.wasm', import.meta.url));
    const reader = await Reader.make(new WebAssembly.Module(wasm));
    for (const before of ['', '\ufeff', 'Caf\u00e9. ', '\u{1f600}\u{1f469}\u200d\u{1f373}. ', 'lone \ud800. ', '\u05e9\u05dc\u05d5\u05dd. ']) {
      const text = before + HURTFUL;
      const { notices } = reader.read(text, []);
      expect(notices, JSON.stringify(before)).toHaveLength(1);
      expect(text.slice(notices[0]!.start, notices[0]!.end)).toBe(notices[0]!.text);
      expect(reader.read(text, [notices[0]!.rule]).notices).toEqual([]);
    }
    expect(reader.read('x'.repeat(5_000_000), [])).toEqual({ safety: false, notices: [] });
  });
});

describe('the mirror in the page', () => {
  raise();
  let ada: Page;
  let ben: Page;
  beforeAll(async () => {
    [ada, ben] = await couple(browser, relay, { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
  });

  const field = (page: Page) => page.getByLabel('What you would like');
  const marks = (page: Page) => page.locator('mark');
  async function write(page: Page, words: string): Promise<void> {
    await go(page, 'My room'); // away and back: an empty form's mirror is away
    await open(page, 'Our table', 'An invitation');
    await field(page).fill('');
    await field(page).fill(words);
  }
  const question = (page: Page) => page.getByRole('button', { name: /^“/ });

  it('is quiet until asked; then underlines, and asks where one looks', async () => {
    await write(ada, HURTFUL);
    await button(ada, 'Ask the mirror').waitFor();
    await ada.waitForTimeout(600);
    expect(await marks(ada).count()).toBe(0);
    await button(ada, 'Ask the mirror').click();
    await question(ada).waitFor();
    expect(await question(ada).getAttribute('aria-expanded')).toBe('false');
    expect(await ada.locator('.questions li p').count()).toBe(0);
    expect(`“${await marks(ada).innerText()}”`).toBe(await question(ada).innerText());
    await field(ada).press('Home');
    await ada.locator('mark.open').waitFor();
    expect(await question(ada).getAttribute('aria-expanded')).toBe('true');
    expect(await ada.locator('.questions li p').count()).toBe(2);
    // The lines lie exactly under the words.
    const same = await ada.evaluate(() => {
      const [under, over] = [document.querySelector('.under')!, document.querySelector('.pen textarea')!];
      const styled = (element: Element) => {
        const { font, lineHeight, padding, width, letterSpacing } = getComputedStyle(element);
        return [font, lineHeight, padding, width, letterSpacing].join('|');
      };
      return [styled(under), styled(over)];
    });
    expect(same[0]).toBe(same[1]);
  });

  it('keeps its lines under the words where the text is longer than the field', async () => {
    await write(ada, `${'A line of its own.\n'.repeat(12)}${HURTFUL}`);
    await field(ada).press('Control+End');
    await button(ada, 'Ask the mirror').click();
    await marks(ada).waitFor();
    const tops = () =>
      ada.evaluate(() => ['.under', '.pen textarea'].map((name) => document.querySelector(name)!.scrollTop));
    const [under, over] = await tops();
    expect(over).toBeGreaterThan(0);
    expect(under).toBe(over);
    // While one writes on there are no lines; with the next reading they are where the words are.
    await field(ada).press('End');
    await field(ada).pressSequentially(' Still.');
    await expect.poll(() => marks(ada).count()).toBe(1);
    const box = (await marks(ada).boundingBox())!;
    const frame = (await field(ada).boundingBox())!;
    expect(box.y).toBeGreaterThanOrEqual(frame.y);
    expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height);
    await field(ada).evaluate((one) => (one.scrollTop = 0));
    await expect.poll(tops).toEqual([0, 0]);
  });

  it('follows the words, can be left, and be put away', async () => {
    await field(ada).fill('I would love an evening with you.');
    await ada.getByText('The mirror has no question here.').waitFor();
    await field(ada).fill(HURTFUL);
    await question(ada).click();
    await button(ada, 'Leave it').click();
    await ada.getByText('The mirror has no question here.').waitFor();
    await button(ada, 'Put the mirror away').click();
    await button(ada, 'Ask the mirror').waitFor();
  });

  it('is never in the way, and nothing of it comes over', async () => {
    await write(ada, HURTFUL);
    await button(ada, 'Ask the mirror').click();
    await question(ada).waitFor();
    await button(ada, 'Put it on the table').click();
    await ada.getByText('It lies on the table.').waitFor();
    await go(ben, 'Our table');
    await entry(ben, HURTFUL).waitFor();
    expect((await told(ben)).toLowerCase()).not.toContain('mirror');
    await go(ada, 'Our table');
    await button(ada, 'Take back').click();
    await button(ada, 'Take it back').click();
  });

  it('hands the words on to the reflection', async () => {
    await write(ada, HURTFUL);
    await button(ada, 'Ask the mirror').click();
    await button(ada, 'Turn to yourself with this first').click();
    await heading(ada, 'Turn to myself').waitFor();
    expect(await ada.locator('main textarea').first().inputValue()).toBe(HURTFUL);
  });

  it('steps aside where the words speak of force, and shows where help is', async () => {
    await write(ada, 'You never listen, and yesterday you hit me.');
    await button(ada, 'Ask the mirror').click();
    await button(ada, 'Where there is help').waitFor();
    expect(await marks(ada).count()).toBe(0);
    expect(await question(ada).count()).toBe(0);
    await button(ada, 'Where there is help').click();
    await ada.getByRole('heading', { level: 1 }).filter({ hasText: 'afraid' }).waitFor();
  });

  it('reads along for whoever likes it, and never asks again what was laid aside for good', async () => {
    await go(ada, 'Settings');
    await ada.getByLabel('Let it read along while you write').check();
    await write(ada, HURTFUL);
    await question(ada).click();
    await button(ada, 'Never ask me this').click();
    await ada.getByText('The mirror has no question here.').waitFor();
    await field(ada).fill('');
    await ada.reload();
    await heading(ada, 'My room').waitFor();
    await write(ada, HURTFUL);
    await ada.getByText('The mirror has no question here.').waitFor();
    await field(ada).fill('');

    await go(ada, 'Settings');
    expect(await ada.getByLabel('Let it read along while you write').isChecked()).toBe(true);
    await button(ada, 'Ask again what I laid aside for good').click();
    await ada.getByText('It asks them again.').waitFor();
    await ada.getByLabel('Let it read along while you write').uncheck();
    await write(ada, HURTFUL);
    await button(ada, 'Ask the mirror').click();
    await question(ada).waitFor();
    await field(ada).fill('');
  });
});
