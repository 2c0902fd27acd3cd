// Tries: wrong passphrases slow down. The first ones cost nothing but the time that each takes anyway; from then on
// there is a pause before the next, doubled each time. It stands in this window's memory: it is for whoever types at
// the open page, and not for whoever has taken what is stored (doc/design.md).

import { Code } from '../core/core';
import { Refusal } from './home';

const FREE = 3; // wrong ones
const LONGEST = 60; // seconds

export class Tries {
  private wrong = 0;
  private until = 0;

  // `now`: milliseconds, of a clock that only goes on.
  constructor(private readonly now: () => number = () => performance.now()) {}

  // Does `work`, which is refused where the passphrase is wrong. Before the pause is over, nothing is tried.
  async do<T>(work: () => T | Promise<T>): Promise<T> {
    const left = Math.ceil((this.until - this.now()) / 1000);
    if (left > 0) {
      const seconds = left === 1 ? 'one second' : `${left} seconds`;
      throw new Refusal(`These were several wrong ones. The next can be tried in ${seconds}.`, Code.BUSY);
    }
    try {
      const out = await work();
      this.wrong = 0;
      return out;
    } catch (trouble) {
      if ((trouble as { code?: number }).code === Code.REFUSED) {
        this.wrong += 1;
        if (this.wrong >= FREE) this.until = this.now() + 1000 * Math.min(2 ** (this.wrong - FREE + 1), LONGEST);
      }
      throw trouble;
    }
  }
}
