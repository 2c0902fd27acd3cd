// Without a network: what the service worker keeps, what a check-in made offline comes to, and how one build
// follows another. Over the real relay, with the real page.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openProfile } from './browser';
import { Relay, web } from './relay';
import { checkIn, note } from './steps';
import { Terminal } from './terminal';

let relay: Relay;
let folders: string[] = [];
let contexts: BrowserContext[] = [];

beforeEach(async () => {
  relay = await Relay.start(web);
});
afterEach(async () => {
  for (const one of contexts) await one.close().catch(() => undefined);
  contexts = [];
  await relay.end();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders = [];
});

function folder(): string {
  folders.push(mkdtempSync(join(tmpdir(), 'concertina-test-')));
  return folders.at(-1)!;
}
async function openAt(profile: string): Promise<Page> {
  const context = await openProfile(profile);
  contexts.push(context);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(relay.origin);
  return page;
}
const kept = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => caches.keys()));

async function begin(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByLabel('What you want to be called').fill(name);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('button', { name: 'Later' }).click();
  await page.getByRole('heading', { name: 'My room' }).waitFor();
}

it('a check-in made offline outlives the browser, and arrives once the relay is back', async () => {
  const profile = folder();
  const ben = new Terminal(folder());
  let page = await openAt(profile);
  await begin(page, 'Ada');
  ben.run('begin', '--name', 'Ben', '--relay', relay.origin);
  const [link, waiting] = await ben.invite();
  await page.goto(link);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('heading', { name: /Read them/ }).waitFor();
  const words = await waiting;
  expect((await page.locator('main').innerText()).replace(/\s+/g, ' ')).toContain(words);
  expect(await kept(page)).toHaveLength(1);

  await relay.stop();
  await page.reload();
  await checkIn(page, [8, 3, 4, 6], 'Written on the train', true);
  await page.context().close();
  page = await openAt(profile); // still without a relay: the page itself comes from what is kept
  await page.getByText('Written on the train').first().waitFor();

  await relay.start();
  await page.reload();
  await page.getByText('Written on the train').first().waitFor();
  ben.run('check-in', '--togetherness', '5/5', '--separateness', '7/2', '--words', 'From the terminal', '--table');
  await ben.until(() => ben.run('show', 'table').includes('Written on the train'));
  expect(ben.run('show', 'table').match(/Written on the train/g)).toHaveLength(1);
  await page.getByRole('button', { name: 'Our table' }).first().click();
  await page.getByText('From the terminal').waitFor();
});

it('a new build waits until the person agrees, and the two are never mixed', async () => {
  const site = folder();
  cpSync(web, site, { recursive: true });
  await relay.stop();
  await relay.start(site);
  const page = await openAt(folder());
  await begin(page, 'Ada');
  const before = await kept(page);
  const asked: string[] = [];
  page.on('requestfinished', (request) => {
    if (!request.url().includes('/v1/')) asked.push(new URL(request.url()).pathname);
  });

  // The next build: the same page under other names, as a changed file has them.
  const assets = readdirSync(join(site, 'assets')).filter((name) => !name.endsWith('.gz'));
  const renamed = (text: string) =>
    assets.reduce((all, name) => all.replaceAll(name, name.replace(/-([^-]*)\./, '-next$1.')), text);
  for (const name of readdirSync(join(site, 'assets'))) {
    const at = join(site, 'assets', name);
    if (!name.endsWith('.gz')) {
      const text = /\.(js|css)$/.test(name);
      writeFileSync(join(site, 'assets', renamed(name)), text ? renamed(readFileSync(at, 'utf8')) : readFileSync(at));
    }
    rmSync(at);
  }
  for (const name of ['index.html', 'sw.js']) {
    const at = join(site, name);
    writeFileSync(at, renamed(readFileSync(at, 'utf8')).replace(/VERSION="/, 'VERSION="next'));
    rmSync(at + '.gz', { force: true });
  }
  await relay.stop();
  await relay.start(site);
  await page.evaluate(() => navigator.serviceWorker.ready.then((one) => one.update()));
  const offer = page.getByRole('button', { name: 'Use it now' });
  await offer.waitFor();

  // The open page, and a reload of it, are still of the old build, whole.
  asked.length = 0;
  await page.reload();
  await page.getByRole('heading', { name: 'My room' }).waitFor();
  const old = await page.evaluate(() => [...document.scripts].map((one) => one.src).join());
  expect(old).not.toContain('next');
  expect(asked.filter((path) => path.startsWith('/assets/') && path.includes('next'))).toEqual([]);
  await note(page, 'kept over the renewal');

  await offer.click();
  await page.waitForFunction(() => [...document.scripts].some((one) => one.src.includes('next')));
  await page.getByRole('heading', { name: 'My room' }).waitFor();
  await page.getByText('kept over the renewal').waitFor();
  const now = await page.evaluate(() =>
    performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname).filter((path) => path.startsWith('/assets/')),
  );
  expect(now.length).toBeGreaterThan(1);
  expect(now.filter((path) => !path.includes('next'))).toEqual([]);
  const after = await kept(page);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
});
