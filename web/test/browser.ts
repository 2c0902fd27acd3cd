// Browser: Debian's Chromium, driven from outside. A person is a context of its own: nothing is shared between
// two of them but the relay.

import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
// Root, as in a bare system's container, has no sandbox to run in.
export const launchOptions = { executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] };

export async function openBrowser(): Promise<Browser> {
  if (!existsSync(executablePath)) throw new Error(`There is no browser at ${executablePath}. CHROMIUM may name one.`);
  return chromium.launch(launchOptions);
}

// A browser that can be closed and opened again with what it kept in `folder`.
export function openProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, launchOptions);
}
