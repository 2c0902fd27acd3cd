// Care rules 2, 4 and 5, on the screen: what the other person does, and does not share, is seen nowhere.

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { button, checkIn, couple, entry, go, note, told, type Place } from './people';
import { browser, raise, relay } from './stage';

raise();

// All that Ben's pages show and say. When his own device last reached the relay is his own affair, and moves on.
async function everything(ben: Page): Promise<string> {
  const all: string[] = [];
  for (const place of ['My room', 'Settings', 'Our table'] as const satisfies Place[]) {
    await go(ben, place);
    all.push((await told(ben)).replace(/last reached it on [^.]+\./g, ''));
  }
  return all.join('\n');
}

describe('Ben’s pages, letter for letter,', () => {
  it('stay the same whatever Ada writes, corrects or takes back that is not for him to see yet', async () => {
    const [ada, ben] = await couple(browser, relay);
    const before = await everything(ben);

    await go(ada, 'My room');
    await note(ada, 'for me alone', 'Keep in my room');
    await checkIn(ada, [8, 3, 4, 6], 'mine', 'Keep in my room');
    await checkIn(ada, [8, 3, 4, 6], 'A full week', 'Put a copy on the table');
    await go(ada, 'Our table');
    await button(entry(ada, 'A full week'), 'Correct').click();
    await ada.locator('article').getByLabel('Words, if you like').fill('A fuller week');
    await button(ada, 'Keep the correction').click();
    await ada.getByText('Corrected.').waitFor();

    // A sign that all of this has come to Ben: what was written after it, and is gone again.
    await go(ada, 'My room');
    await note(ada, 'a sign', 'Put a copy on the table');
    await entry(ben, 'a sign').waitFor();
    expect(await everything(ben)).not.toBe(before);
    await go(ada, 'Our table');
    await button(entry(ada, 'a sign'), 'Take back').click();
    await button(ada, 'Take it back').click();
    await entry(ben, 'a sign').waitFor({ state: 'detached' });
    expect(await everything(ben)).toBe(before);

    // Nor does what Ada sees of her own tell whether he has looked.
    const unseen = await entry(ada, 'A fuller week').innerText();
    await go(ben, 'My room');
    await ben.reload();
    await go(ben, 'Our table');
    expect(await entry(ada, 'A fuller week').innerText()).toBe(unseen);
    await ben.context().close();
    expect(await entry(ada, 'A fuller week').innerText()).toBe(unseen);
    expect(await told(ada)).not.toMatch(/online|last seen|typing|delivered|\bread at\b|streak|score|in a row|\d+ (check-ins|entries|notes)/i);
    await ada.context().close();
  });
});
