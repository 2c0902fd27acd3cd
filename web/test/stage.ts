// Stage: the browser and the relay that the tests of one file share. Call `raise()` once, where the file or its `describe` begins.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openBrowser } from './browser';
import { Relay, web } from './relay';

export let browser: Browser;
export let relay: Relay;

export function raise(): void {
  beforeAll(async () => {
    [browser, relay] = await Promise.all([openBrowser(), Relay.start(web)]);
  });
  afterAll(async () => {
    await browser.close();
    await relay.end();
  });
}
