// The page from one's own machine (`concertina open`): a whole life at a relay elsewhere, and a room that never goes
// to a relay that it does not belong to.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { arrive, begin, button, go, heading, note, section } from './people';
import { OwnMachine, Relay, web } from './relay';
import { browser, raise, relay } from './stage';
import { Terminal } from './terminal';

raise();

let own: OwnMachine;
let ada: Page;
let home: string;
beforeEach(async () => {
  own = new OwnMachine();
  await own.open(relay.origin);
  ada = await arrive(browser, own);
  home = mkdtempSync(join(tmpdir(), 'concertina-test-'));
});
afterEach(async () => {
  await ada.context().close();
  await own.stop();
  rmSync(home, { recursive: true, force: true });
});

it('two meet at a relay elsewhere, and the page asks nobody but its own machine', async () => {
  const asked = new Set<string>();
  ada.context().on('request', (request) => asked.add(new URL(request.url()).origin));
  const ben = new Terminal(home);
  ben.run('begin', '--name', 'Ben', '--relay', relay.origin);
  const [link, waiting] = await ben.invite();
  expect(link.startsWith(relay.origin)).toBe(true);
  await button(ada, 'I was invited').click();
  await ada.getByLabel('The link that your partner sent you').fill(link);
  await ada.getByLabel('What you want to be called').fill('Ada');
  await button(ada, 'Join').click();
  await button(ada, 'Later').click();
  await heading(ada, 'Read them aloud to each other').waitFor();
  expect((await ada.locator('p.words').innerText()).trim().replace(/\s+/g, ' ')).toBe(await waiting);

  await go(ada, 'My room');
  await note(ada, 'from my own machine', 'Put a copy on the table');
  await ben.until(() => ben.run('show', 'table').includes('from my own machine'));
  await go(ada, 'Our table');
  ben.run('note', '--table', 'from the terminal'); // her page waits for news through her own machine
  await ada.getByText('from the terminal').waitFor();

  await go(ada, 'Settings');
  const served = section(ada, 'The page itself');
  expect((await served.innerText()).replace(/\s+/g, ' ')).toContain(
    `comes from the program Concertina on your own machine, and not from the relay at ${relay.origin}.`,
  );
  expect([...asked]).toEqual([own.origin]);
});

it('what is written while it does not run goes out when it runs again', async () => {
  await begin(ada, 'Ada');
  await ada.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await own.stop();
  await note(ada, 'written meanwhile', 'Keep in my room');
  await ada.getByText('Concertina does not run on this machine right now').waitFor({ timeout: 40_000 });
  await ada.reload(); // the page itself is kept by the browser
  await ada.getByText('written meanwhile').waitFor();
  await own.open(relay.origin);
  await go(ada, 'Settings');
  await button(ada, 'Reach the relay now').click();
  await ada.getByText('This device last reached it').waitFor();
  await ada.getByText('does not run on this machine').waitFor({ state: 'detached' });
});

it('a room is not sent to a relay that it does not belong to', async () => {
  await begin(ada, 'Ada');
  await own.stop();
  const other = await Relay.start(web);
  try {
    await own.open(other.origin);
    await ada.reload();
    await ada.getByText(`opened here for the relay at ${other.origin}, and your room belongs to the one at ${relay.origin}`).waitFor();
  } finally {
    await other.end();
  }
});

it('a page from the relay says what remains to be trusted, and how to look after it', async () => {
  const page = await arrive(browser, relay);
  await begin(page, 'Eve');
  await go(page, 'Settings');
  const said = (await section(page, 'The page itself').innerText()).replace(/\s+/g, ' ');
  expect(said).toContain(`concertina verify-web ${relay.origin} compares the page`);
  expect(said).toContain(`concertina open --relay ${relay.origin} gives you this page from your own machine`);
  expect(said).toContain('What remains to be trusted even then');
  await page.context().close();
});
