// Talk: what goes between a page, its worker and the tab that keeps the home. Plain data only.

import type { View } from './home';
import type { Correction, Writing } from './words';

// Every verb with its arguments and what it gives.
export interface Verbs {
  begin: { args: [name: string, passphrase: string]; gives: void };
  join: { args: [link: string, name: string, passphrase: string]; gives: void };
  beginExample: { args: []; gives: void };
  endExample: { args: []; gives: void };
  unlock: { args: [passphrase: string]; gives: void };
  lock: { args: []; gives: void };
  setPassphrase: { args: [passphrase: string]; gives: void };
  invite: { args: []; gives: string };
  compare: { args: [same: boolean]; gives: void };
  write: { args: [what: Writing]; gives: { room: string; table: string | null } };
  correct: { args: [what: Correction]; gives: void };
  takeBack: { args: [id: string]; gives: void };
  exportText: { args: []; gives: string };
  contactNow: { args: []; gives: void };
}
export type Verb = keyof Verbs;

export interface Ask {
  ask: number; // answered under the same number
  verb: Verb;
  args: unknown[];
}
export type Reply = { reply: number; value: unknown } | { reply: number; say: string; code: number };
export type Shown = { view: View };

// Between tabs, over one BroadcastChannel: `tab` is who asks.
export type TabMessage =
  | ({ tab: string } & Ask)
  | ({ tab: string } & Reply)
  | { view: View }
  | { hello: string } // a new tab wants to know how things stand
  | { keeping: true }; // a tab has become the keeper: whatever was asked of the one before is open
