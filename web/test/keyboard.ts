// Keyboard: a person who has no pointer, and goes by the names that a screen reader says.

import type { Browser, CDPSession, Page } from 'playwright-core';
import { arrive, heading } from './people';
import type { Relay } from './relay';

export class Keyboard {
  private constructor(
    readonly page: Page,
    private readonly devtools: CDPSession,
  ) {}
  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(page, await page.context().newCDPSession(page));
  }

  // Ada, who has begun and is in her room.
  static async begun(browser: Browser, relay: Relay): Promise<Keyboard> {
    const keys = await Keyboard.of(await arrive(browser, relay));
    await keys.choose('button: Begin');
    await keys.to('textbox: What you want to be called');
    await keys.type('Ada');
    await keys.press('Enter');
    await heading(keys.page, 'Your recovery code').waitFor();
    await keys.choose('button: Later');
    await heading(keys.page, 'My room').waitFor();
    return keys;
  }
  // Somebody who looks around with the example couple, and is in its room.
  static async guest(browser: Browser, relay: Relay): Promise<Keyboard> {
    const keys = await Keyboard.of(await arrive(browser, relay));
    await keys.choose('button: Look around with an example couple');
    await heading(keys.page, 'My room').waitFor();
    return keys;
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
