// Contact: one round with the relay after another while the page is open. What each step is the core says; here
// it is only sent, waited for and, where the relay can't be reached, tried again later.

import { Code, type Sending } from '../core/core';
import { carry, type Answer } from './carry';
import { Refusal } from './home';
import type { Keeper } from './keeper';

const WAIT = 25; // seconds that the relay may hold an answer back while there is no news
const FIRST_PAUSE = 2; // seconds after a failure; doubled each time
const LONGEST_PAUSE = 60;
const REFRESH = 60; // seconds; a day may end while nobody writes
const ARRIVING = 2; // seconds between two looks whether this device was added

const AWAY = 'The relay can not be reached right now. What you write is kept here and goes out by itself.';

export class ContactLoop {
  private running = true;
  private abort: AbortController | null = null;
  private wake: (() => void) | null = null;
  private hurry = false;
  private notice = ''; // why the relay refused something, until the person does the next thing
  private offering: ((offered: boolean) => void)[] = [];
  private readonly clock: ReturnType<typeof setInterval>;

  constructor(private readonly keeper: Keeper) {
    this.clock = setInterval(() => void keeper.refresh(), REFRESH * 1000);
    void this.run();
  }

  stop(): void {
    this.running = false;
    clearInterval(this.clock);
    this.nudge();
  }

  // Something for the relay was written: a new round begins now. Never called for what stays in the room, for
  // the relay must not see when that is written.
  nudge(): void {
    this.hurry = true;
    this.notice = '';
    this.abort?.abort();
    this.wake?.();
  }

  // True once the relay has the invitation that was just made; false if this round could not leave it there.
  offered(): Promise<boolean> {
    return new Promise((resolve) => this.offering.push(resolve));
  }

  private settle(offered: boolean): void {
    for (const resolve of this.offering.splice(0)) resolve(offered);
  }

  private async run(): Promise<void> {
    let pause = FIRST_PAUSE;
    let first = true;
    while (this.running) {
      this.hurry = false;
      let reached = false;
      let ended = false; // early: what the person did ended this round, or the home was locked meanwhile
      try {
        if (!(await this.keeper.startRound(first ? 0 : WAIT))) {
          await this.sleep(LONGEST_PAUSE);
          continue;
        }
        if (first) this.keeper.setContact({ state: 'reaching', say: '' });
        reached = await this.round();
      } catch (trouble) {
        if (!(trouble instanceof Refusal)) throw trouble;
        ended = trouble.code === Code.CONFLICT;
      }
      const again = ended || this.hurry;
      // A round that could not reach the relay is followed by one that waits for nothing.
      if (!again || reached) first = !reached;
      if (reached || again) {
        pause = FIRST_PAUSE;
        continue;
      }
      await this.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  // True if the round ended well.
  private async round(): Promise<boolean> {
    for (;;) {
      const step = await this.keeper.nextStep();
      if (step.kind === 'done') {
        const { code, say } = step.end;
        if (code !== Code.OK && code !== Code.UNREACHABLE && code !== Code.BUSY) this.notice = say;
        if (code === Code.OK) this.keeper.setContact({ state: 'reached', say: this.notice });
        else if (!this.hurry) this.keeper.setContact({ state: 'away', say: say || AWAY });
        if (!this.hurry) this.settle(code === Code.OK);
        if (step.end.arrived === false) await this.sleep(ARRIVING);
        return code === Code.OK;
      }
      if (step.sending.method === 'GET' && step.sending.path.startsWith('/v1/rendezvous/')) this.settle(true);
      const answer = await this.send(step.sending);
      if (typeof answer === 'string') await this.keeper.failed(answer);
      else await this.keeper.answered(answer.status, answer.body);
    }
  }

  // The answer, or a sentence on why there is none.
  private async send(sending: Sending): Promise<Answer | string> {
    // What was written a moment ago goes out before this device sits down to wait.
    if (this.hurry && sending.wait > 0) return AWAY;
    this.abort = new AbortController();
    try {
      return (await carry(sending, this.abort)) ?? AWAY;
    } finally {
      this.abort = null;
    }
  }

  private sleep(seconds: number): Promise<void> {
    if (this.hurry || !this.running) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, seconds * 1000);
      this.wake = done;
    });
  }
}
