// Talk: what goes between a page, its worker and the tab that keeps the home. Plain data only.

import type { View } from './home';
import type { Circles, Correction, Fills, FreshCode, House, Item, MyDay, Put, SharedDay, SignLinks, Writing } from './words';

// Every verb with its arguments and what it gives.
export interface Verbs {
  begin: { args: [name: string, passphrase: string]; gives: FreshCode };
  join: { args: [link: string, name: string, passphrase: string]; gives: FreshCode | null };
  beginExample: { args: []; gives: void };
  endExample: { args: []; gives: void };
  unlock: { args: [passphrase: string]; gives: void };
  lock: { args: []; gives: void };
  setPassphrase: { args: [passphrase: string]; gives: void };
  useToken: { args: [token: string]; gives: void };
  invite: { args: []; gives: string };
  compare: { args: [same: boolean]; gives: void };
  leave: { args: []; gives: void };
  addDevice: { args: []; gives: string };
  compareDevice: { args: [same: boolean, passphrase: string]; gives: void };
  removeDevice: { args: [id: string]; gives: void };
  newRecovery: { args: []; gives: FreshCode };
  checkRecovery: { args: [code: string]; gives: void };
  joinDevice: { args: [link: string]; gives: void };
  recover: { args: [code: string]; gives: void };
  clear: { args: []; gives: void };
  write: { args: [what: Writing]; gives: Put };
  correct: { args: [what: Correction]; gives: void };
  copy: { args: [what: Correction]; gives: void };
  takeBack: { args: [id: string]; gives: void };
  signLinks: { args: []; gives: SignLinks };
  circles: { args: []; gives: Circles };
  fills: { args: []; gives: Fills };
  exportData: { args: []; gives: string };
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
// A view goes to the page as messages of a few hundred entries, none of which holds the page up: first what its
// lists hold, then the view itself with the lists left empty.
export type Shown = { view: View } | { more: Partial<Lists> };
interface Lists {
  room: Item[];
  table: Item[];
  mine: MyDay[];
  shared: SharedDay[];
}
const PIECE = 500;

const listsOf = ({ room, table, history }: House): Lists => ({ room, table, ...history });
const withLists = (house: House, { room, table, mine, shared }: Lists): House => ({ ...house, room, table, history: { mine, shared } });
const noLists = (): Lists => ({ room: [], table: [], mine: [], shared: [] });

export function* inPieces(view: View): Generator<Shown> {
  if (view.stage !== 'open') return yield { view };
  for (const [name, list] of Object.entries(listsOf(view.house))) {
    for (let at = 0; at < list.length; at += PIECE) yield { more: { [name]: list.slice(at, at + PIECE) } };
  }
  yield { view: { ...view, house: withLists(view.house, noLists()) } };
}

// The other end: takes the messages in their order, and gives a view once it is whole.
export class Gathering {
  private lists = noLists();

  take(shown: Shown): View | null {
    if ('more' in shown) {
      for (const [name, list] of Object.entries(shown.more)) (this.lists[name as keyof Lists] as unknown[]).push(...list);
      return null;
    }
    const { view } = shown;
    const { lists } = this;
    this.lists = noLists();
    return view.stage === 'open' ? { ...view, house: withLists(view.house, lists) } : view;
  }
}

// Between tabs, over one BroadcastChannel: `tab` is who asks.
export type TabMessage =
  | ({ tab: string } & Ask)
  | ({ tab: string } & Reply)
  | { view: View }
  | { hello: string } // a new tab wants to know how things stand
  | { keeping: true }; // a tab has become the keeper: whatever was asked of the one before is open
