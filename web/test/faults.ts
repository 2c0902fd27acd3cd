// Faults: what axe finds on a page.

import axe from 'axe-core';
import type { CDPSession, Page } from 'playwright-core';

// It comes in by the developer's door: the page's own policy lets no script in.
const sessions = new WeakMap<Page, CDPSession>();
export async function faults(page: Page): Promise<string[]> {
  const devtools = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, devtools);
  const { result } = await devtools.send('Runtime.evaluate', { expression: 'typeof axe' });
  if (result.value === 'undefined') await devtools.send('Runtime.evaluate', { expression: `${axe.source};0` });
  return page.evaluate(async () => {
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, { runOnly, resultTypes: ['violations'] });
    return violations.map((one) => `${one.id} at ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  });
}
