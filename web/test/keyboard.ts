// Keyboard: a person who has no pointer, and goes by the names that a screen reader says.

import type { CDPSession, Page } from 'playwright-core';

export class Keyboard {
  private constructor(
    readonly page: Page,
    private readonly devtools: CDPSession,
  ) {}
  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(page, await page.context().newCDPSession(page));
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  // What has the focus, as the browser tells it to a screen reader: "button: My room".
  async focused(): Promise<string> {
    const { result } = await this.devtools.send('Runtime.evaluate', { expression: 'document.activeElement' });
    const { nodes } = await this.devtools.send('Accessibility.getPartialAXTree', {
      objectId: result.objectId!,
      fetchRelatives: false,
    });
    return `${nodes[0]?.role?.value}: ${nodes[0]?.name?.value}`;
  }

  // Tabs on (or back) until this has the focus.
  async to(what: string, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 30): Promise<void> {
    const met: string[] = [];
    while ((await this.focused()) !== what) {
      if (met.length === most) throw new Error(`${most} times ${key} did not reach “${what}”, but: ${met.join(' > ')}`);
      await this.page.keyboard.press(key);
      met.push(await this.focused());
    }
  }
  async choose(what: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.to(what);
    await this.press(key);
  }
}
