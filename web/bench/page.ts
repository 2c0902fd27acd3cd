// Page: what the bench does with a page from outside, and the moments as the page itself sees them.

import type { CDPSession, Page } from 'playwright-core';

interface Moments {
  shown: number; // milliseconds since the navigation began; 0: not yet
  painted: number;
  pressed: number; // the last press of a button, by the clock of all pages
  shownAt: number; // `painted`, by the clock of all pages
}
declare global {
  interface Window {
    moments: Moments;
    watchFor(selector: string): void;
  }
}

export const roomForm = 'main fieldset.separateness';
export const beginButton = 'main .ways button.solid:enabled';

// From the next navigation on, the page notes when `selector` is there and painted.
export async function noteMoments(page: Page, selector: string): Promise<void> {
  await page.addInitScript((wanted) => {
    window.moments = { shown: 0, painted: 0, pressed: 0, shownAt: 0 };
    window.watchFor = (one) => {
      window.moments.shown = window.moments.painted = window.moments.shownAt = 0;
      const look = () => {
        if (!document.querySelector(one)) return;
        observer.disconnect();
        window.moments.shown = performance.now();
        // A message that is sent in a frame arrives behind it.
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            window.moments.painted = performance.now();
            window.moments.shownAt = performance.timeOrigin + window.moments.painted;
          };
          channel.port2.postMessage(0);
        });
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    };
    window.watchFor(wanted);
    addEventListener('click', (event) => (window.moments.pressed = performance.timeOrigin + event.timeStamp), true);
  }, selector);
}

export async function painted(page: Page, timeout = 120_000): Promise<Moments> {
  const end = Date.now() + timeout;
  for (;;) {
    const moments = await page.evaluate(() => window.moments);
    if (moments.painted > 0) return moments;
    if (Date.now() > end) throw new Error(`Not shown within ${timeout} ms: ${(await page.locator('body').innerText()).slice(0, 500)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

// The page's own thread, so many times slower. Chromium means no other: a worker was seen to take half as long again.
export async function slow(page: Page, times: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
}

// --- people ---

export async function begin(page: Page, origin: string, name: string): Promise<void> {
  await page.goto(origin);
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await page.getByLabel('What you want to be called').fill(name);
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await page.getByRole('button', { name: 'Later', exact: true }).click(); // the recovery code
  await page.locator(roomForm).waitFor();
}

// All but the press itself.
export async function fillCheckIn(page: Page): Promise<void> {
  for (const [need, want, have] of [['togetherness', '8', '3.5'], ['separateness', '4', '6']] as const) {
    await page.getByLabel(`${need}: what you want`).first().fill(want);
    await page.getByLabel(`${need}: what you have`).first().fill(have);
  }
}

// --- tasks of the page's own thread ---

interface Committed {
  url?: string;
  processId?: number;
}
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number; // microseconds
  tdur?: number; // of them those in which the thread had a processor
  args?: { name?: string; data?: Committed & { frames?: Committed[] } };
}

export interface TaskLengths {
  longest: number; // milliseconds
  busy: number; // the most milliseconds of a processor that one task took
  long: number; // how many took more than 50
}

export class Tasks {
  private readonly events: TraceEvent[] = [];
  private constructor(private readonly session: CDPSession) {}

  static async trace(page: Page): Promise<Tasks> {
    const tasks = new Tasks(await page.context().newCDPSession(page));
    tasks.session.on('Tracing.dataCollected', ({ value }) => tasks.events.push(...(value as unknown as TraceEvent[])));
    await tasks.session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: ['disabled-by-default-devtools.timeline'], excludedCategories: ['*'] },
    });
    return tasks;
  }

  async end(): Promise<TaskLengths> {
    const complete = new Promise((done) => this.session.once('Tracing.tracingComplete', done));
    await this.session.send('Tracing.end');
    await complete;
    await this.session.detach();
    const ours = this.events
      .flatMap((one) => (one.args?.data ? [one.args.data, ...(one.args.data.frames ?? [])] : []))
      .filter((one) => one.processId !== undefined && one.url?.startsWith('http'))
      .map((one) => one.processId);
    const main = this.events
      .filter((one) => one.name === 'thread_name' && one.args?.name === 'CrRendererMain' && ours.includes(one.pid))
      .map((one) => `${one.pid} ${one.tid}`);
    const tasks = this.events.filter((one) => one.name === 'RunTask' && main.includes(`${one.pid} ${one.tid}`));
    if (tasks.length === 0) throw new Error('The trace has no task of the page.');
    const most = (lengths: (number | undefined)[]) => lengths.reduce<number>((all, one) => Math.max(all, (one ?? 0) / 1000), 0);
    return {
      longest: most(tasks.map((one) => one.dur)),
      busy: most(tasks.map((one) => one.tdur)),
      long: tasks.filter((one) => (one.dur ?? 0) > 50_000).length,
    };
  }
}
