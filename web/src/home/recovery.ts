// Recovery: bringing a person's home back by their recovery code, in one round with the relay. What it comes to is
// kept by whoever called, so that what is here stays as it is until then.

import { Code, type Change, type Core } from '../core/core';
import { carry } from './carry';
import { Refusal } from './home';

const AWAY =
  'The relay can not be reached right now, and it has what shall come back. Nothing has changed; please try again ' +
  'in a while.';

// The items of the home. `core`: an empty one, or the one of a try before, whose keys the relay may know already.
export async function recovered(core: Core, relay: string, code: string): Promise<Change[]> {
  core.recover(relay, code);
  core.round(0);
  const items = new Map<string, Uint8Array>();
  for (;;) {
    const step = core.next();
    if (step.kind === 'store') {
      for (const { key, value } of step.changes) {
        if (value) items.set(key, value);
        else items.delete(key);
      }
    } else if (step.kind === 'send') {
      const answer = (await carry(step.sending, new AbortController())) ?? AWAY;
      if (typeof answer === 'string') core.failed(answer);
      else core.answered(answer.status, answer.body);
    } else if (step.kind === 'done') {
      if (!step.end.arrived) throw new Refusal(step.end.say || AWAY, step.end.code || Code.UNREACHABLE);
      return [...items].map(([key, value]) => ({ key, value }));
    } else {
      core.loaded(null);
    }
  }
}
