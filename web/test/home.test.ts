// The home in a real browser, without a face: sealing, keeping, tabs and contact, over the real relay.

import { readdirSync, readFileSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../src/home/home';
import type { House, Item, Writing } from '../src/home/words';
import { launchOptions, openBrowser } from './browser';
import type { TestPage } from './page/page';
import { Relay, webTest } from './relay';

declare global {
  interface Window {
    test: TestPage;
  }
}

let browser: Browser;
let relay: Relay;
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  relay = await Relay.start(webTest);
});
afterEach(async () => {
  await Promise.all(contexts.map((one) => one.close()));
  contexts = [];
  await relay.end();
});

async function person(): Promise<Page> {
  const context = await browser.newContext();
  contexts.push(context);
  return tab(context);
}
async function tab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(relay.origin);
  await until(page, (one) => one.stage !== 'opening');
  return page;
}
const view = (page: Page) => page.evaluate(() => window.test.view());
async function open(page: Page): Promise<Extract<View, { stage: 'open' }>> {
  const now = await view(page);
  if (now.stage !== 'open') throw new Error(`stage ${now.stage}: ${JSON.stringify(now)}`);
  return now;
}
const house = async (page: Page): Promise<House> => (await open(page)).house;
const words = (items: Item[]) => items.map((item) => ('words' in item ? item.words : ''));
const write = (page: Page, what: Writing) => page.evaluate((one) => window.test.home.write(one), what);
const begin = (page: Page, name: string) => page.evaluate((one) => window.test.home.begin(one, ''), name);
const checkIn = (text: string, table = true): Writing => ({
  kind: 'check-in', togetherness: { want: 8, have: 3.5 }, separateness: { want: 4, have: 6 }, words: text, table,
});
// Polled from here: the page's policy lets no text be run in it as a script.
async function until(page: Page, holds: (view: View) => boolean, timeout = 15_000): Promise<void> {
  const end = Date.now() + timeout;
  for (;;) {
    const now = await view(page).catch((): View => ({ stage: 'opening' })); // it may be reloading
    if (holds(now)) return;
    if (Date.now() > end) throw new Error(`Not within ${timeout} ms; the view is ${JSON.stringify(now)}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

async function pair(): Promise<[Page, Page]> {
  const [ada, ben] = [await person(), await person()];
  await begin(ada, 'Ada');
  const link = await ada.evaluate(() => window.test.home.invite());
  await ben.evaluate((one) => window.test.home.join(one, 'Ben', ''), link);
  await Promise.all([ada, ben].map((page) => until(page, (one) => one.stage === 'open' && one.status.paired)));
  return [ada, ben];
}

describe('golden vectors in the browser', () => {
  it('equal the native ones byte for byte', async () => {
    const page = await person();
    const files = await page.evaluate(() => window.test.golden());
    const folder = new URL('../../core/golden/', import.meta.url);
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.map((file) => `${file.name}.json`).sort()).toEqual(names.sort());
    for (const file of files) expect(file.text).toBe(readFileSync(new URL(`${file.name}.json`, folder), 'utf8'));
  });
});

describe('two persons in two browsers', () => {
  it('have the same four words and see each other once both have checked in, and nothing before', async () => {
    const [ada, ben] = await pair();
    const [hers, his] = [await open(ada), await open(ben)];
    expect(hers.status.words).toMatch(/^\S+ \S+ \S+ \S+$/);
    expect(his.status.words).toBe(hers.status.words);
    await write(ada, checkIn('from Ada'));
    await until(ada, (one) => one.stage === 'open' && one.status.unsent === 0);
    await ben.waitForTimeout(1500); // it is at Ben's by now, and shows nothing
    expect((await house(ben)).table).toEqual([]);
    await write(ben, checkIn('from Ben'));
    await Promise.all([ada, ben].map((page) => until(page, (one) => one.stage === 'open' && one.house.table.length === 2)));
    expect(words((await house(ada)).table).sort()).toEqual(['from Ada', 'from Ben']);
  });

  it('a link opened by the one who made it, or a second time, is refused in words', async () => {
    const ada = await person();
    await begin(ada, 'Ada');
    const link = await ada.evaluate(() => window.test.home.invite());
    await expect(ada.evaluate((one) => window.test.home.join(one, '', ''), link)).rejects.toThrow('your own invitation');
    const ben = await person();
    await ben.evaluate((one) => window.test.home.join(one, 'Ben', ''), link);
    await until(ben, (one) => one.stage === 'open' && one.status.paired);
    const cleo = await person();
    await cleo.evaluate((one) => window.test.home.join(one, 'Cleo', ''), link);
    await until(cleo, (one) => one.stage === 'open' && one.contact.say !== '');
    expect((await open(cleo)).contact.say).toMatch(/used|ended|over/);
    expect((await open(cleo)).status.paired).toBe(false);
  });

  it('a link of another address is refused in words before anything is begun', async () => {
    const ada = await person();
    await begin(ada, 'Ada');
    const link = await ada.evaluate(() => window.test.home.invite());
    const ben = await person();
    const elsewhere = link.replace('127.0.0.1', 'relay.example');
    await expect(ben.evaluate((one) => window.test.home.join(one, 'Ben', ''), elsewhere)).rejects.toThrow('another address');
    expect((await view(ben)).stage).toBe('empty');
  });
});

describe('what was written is kept', () => {
  it('once and whole, through fifty reloads in the middle of a write', async () => {
    const [ada, ben] = await pair();
    const sure: string[] = [];
    for (let round = 0; round < 50; ++round) {
      // The reload comes before, in the middle of, or after the write: `sure` is what was answered.
      const kept = write(ada, { kind: 'note', words: `note ${round}`, table: round % 2 === 0 }).then(
        () => sure.push(`note ${round}`),
        () => undefined,
      );
      await ada.waitForTimeout((round * 7) % 23);
      await Promise.all([ada.reload(), kept]);
      await until(ada, (one) => one.stage === 'open');
    }
    const room = words((await house(ada)).room);
    expect(new Set(room).size).toBe(room.length);
    for (const note of sure) expect(room).toContain(note);
    await until(ada, (one) => one.stage === 'open' && one.status.unsent === 0 && one.contact.state === 'reached');
    const table = words((await house(ada)).table);
    expect(table).toEqual(room.filter((note) => Number(note.slice(5)) % 2 === 0));
    await until(ben, (one) => one.stage === 'open' && one.house.table.length === table.length);
    expect(words((await house(ben)).table)).toEqual(table);
    for (const page of [ada, ben]) expect((await open(page)).status.troubles).toEqual([]);
    expect(sure.length).toBeGreaterThan(10);
  });

  it('while the relay is away, and arrives when it is back', async () => {
    const [ada, ben] = await pair();
    await relay.stop();
    await write(ada, { kind: 'note', words: 'written without a relay', table: true });
    await until(ada, (one) => one.stage === 'open' && one.contact.state === 'away' && one.contact.say.includes('kept here'));
    await relay.start();
    await ada.evaluate(() => window.test.home.contactNow());
    await ben.evaluate(() => window.test.home.contactNow());
    await until(ben, (one) => one.stage === 'open' && one.house.table.length === 1);
  });

  it('100 KB of text is refused in words, and nothing of it is kept', async () => {
    const ada = await person();
    await begin(ada, 'Ada');
    const huge = { kind: 'note', words: 'x'.repeat(100_000), table: false } as const;
    await expect(write(ada, huge)).rejects.toThrow(/at most 20000/);
    expect((await house(ada)).room).toEqual([]);
    await write(ada, { kind: 'note', words: 'short', table: false });
    expect(words((await house(ada)).room)).toEqual(['short']);
  });

  it('storage cleared behind its back is said at the next write, and the export still has everything', async () => {
    const ada = await person();
    await begin(ada, 'Ada');
    await write(ada, { kind: 'note', words: 'before', table: false });
    await ada.evaluate(
      () =>
        new Promise<void>((done, refuse) => {
          const opening = indexedDB.open('notes');
          opening.onsuccess = () => {
            const clearing = opening.result.transaction('items', 'readwrite');
            clearing.objectStore('items').clear();
            clearing.oncomplete = () => done();
            clearing.onabort = () => refuse(clearing.error);
          };
        }),
    );
    await expect(write(ada, { kind: 'note', words: 'after', table: false })).rejects.toThrow('cleared away');
    expect(await ada.evaluate(() => window.test.home.exportData())).toContain('before');
  });
});

describe('a trap in the core', () => {
  it('is said, loses nothing that was kept, and the next write goes well in a new instance', async () => {
    const context = await browser.newContext();
    contexts.push(context);
    // The worker's own script, with one fault put before it: the first write of `trap` ends as a trap does.
    await context.route('**/assets/worker-*.js', async (route) => {
      const response = await route.fetch();
      const fault = `
        const real = WebAssembly.instantiate;
        let due = true;
        WebAssembly.instantiate = async (...all) => {
          const made = await real(...all);
          if (!(all[0] instanceof WebAssembly.Module)) return made; // libsodium's own
          const { exports } = made;
          const write = (handle, at, size) => {
            const json = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, size));
            if (due && json.includes('trap')) {
              due = false;
              throw new WebAssembly.RuntimeError('unreachable');
            }
            return exports.concertina_write(handle, at, size);
          };
          return { exports: { ...exports, concertina_write: write } };
        };`;
      await route.fulfill({ response, body: fault + (await response.text()) });
    });
    const ada = await tab(context);
    await begin(ada, 'Ada');
    await write(ada, { kind: 'note', words: 'before', table: false });
    await expect(write(ada, { kind: 'note', words: 'trap', table: false })).rejects.toThrow('What was kept before is safe');
    expect(words((await house(ada)).room)).toEqual(['before']);
    await write(ada, { kind: 'note', words: 'trap, again', table: false });
    expect(words((await house(ada)).room)).toEqual(['before', 'trap, again']);
  });
});

describe('a page without https', () => {
  it('says so at once, and where it would work', async () => {
    const other = await chromium.launch({ ...launchOptions, args: [...launchOptions.args, '--host-resolver-rules=MAP home.example 127.0.0.1'] });
    const page = await other.newPage();
    await page.goto(relay.origin.replace('127.0.0.1', 'home.example'));
    await page.waitForFunction(() => window.test !== undefined);
    expect(await view(page)).toMatchObject({ stage: 'unusable', say: expect.stringContaining('begins with https') });
    await other.close();
  });
});

describe('two tabs at once', () => {
  it('show the same, both can write, and the second goes on when the first is closed', async () => {
    const first = await person();
    await begin(first, 'Ada');
    const second = await tab(first.context());
    await until(second, (one) => one.stage === 'open');
    await write(second, { kind: 'note', words: 'from the second', table: false });
    await write(first, { kind: 'note', words: 'from the first', table: false });
    for (const page of [first, second]) {
      await until(page, (one) => one.stage === 'open' && one.house.room.length === 2);
    }
    await first.close();
    await write(second, { kind: 'note', words: 'alone', table: false }).catch(() => undefined);
    await until(second, (one) => one.stage === 'open');
    await second.waitForTimeout(300);
    if (!words((await house(second)).room).includes('alone')) await write(second, { kind: 'note', words: 'alone', table: false });
    expect(words((await house(second)).room)).toEqual(['from the second', 'from the first', 'alone']);
  });
});
