// Steps: what a person does on the pages, for the browser tests.

import type { Page } from 'playwright-core';

const SLIDERS = [
  'togetherness: what you want',
  'togetherness: what you have',
  'separateness: what you want',
  'separateness: what you have',
];

// From My room. `levels`: want and have of togetherness, then of separateness, 0 to 10.
export async function checkIn(page: Page, levels: number[], words: string, table: boolean): Promise<void> {
  await page.getByRole('button', { name: 'My room' }).first().click();
  for (const [at, name] of SLIDERS.entries()) {
    const slider = page.getByRole('slider', { name });
    await slider.focus();
    await page.keyboard.press('Home');
    for (let step = 0; step < 2 * levels[at]!; ++step) await page.keyboard.press('ArrowRight');
  }
  await page.getByLabel('Words, if you like').fill(words);
  await page.getByRole('button', { name: table ? 'Put a copy on the table' : 'Keep in my room' }).first().click();
  await page.getByText(/It is in your room/).waitFor();
}

export async function note(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'My room' }).first().click();
  await page.getByLabel(/What you want to remember/).fill(words);
  await page.getByRole('button', { name: 'Keep in my room' }).last().click();
  await page.locator('article').filter({ hasText: words }).waitFor();
}
