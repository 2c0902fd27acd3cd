// Home: what the page knows of the person's home on this device, and all that it can ask of it. The work is
// done in a worker (worker.ts), by one tab at a time; this is the page's end of the line.

import type { Arrival, Circles, Correction, Fills, FreshCode, House, Put, SignLinks, Status, Writing } from './words';

// What this browser does with what is written. 'kept': it promised to keep it. 'cache': it keeps it, but may
// clear it away when space is short. 'memory': it keeps nothing once the window closes (a private window, or
// storage refused): to be said before anything is typed.
export type Keeping = 'kept' | 'cache' | 'memory';

export type View =
  | { stage: 'opening' }
  | { stage: 'unusable'; say: string } // this browser can't run Concertina, or what is stored is damaged
  | { stage: 'empty'; keeping: Keeping; say: string } // nobody has begun here; `say`: why a device did not arrive, or ''
  | { stage: 'arriving'; keeping: Keeping; arrival: Arrival; say: string } // a device on its way to be somebody's
  | { stage: 'locked'; keeping: Keeping } // a passphrase is needed
  | {
      stage: 'open';
      keeping: Keeping;
      house: House;
      status: Status; // status.example: the example couple, of which nothing is kept or sent
      contact: Contact;
    };

export interface Contact {
  state: 'none' | 'reaching' | 'reached' | 'away'; // none: no relay, or the example
  say: string; // a sentence, where something is to be said
}

// What a refusal looks like to the page: `message` is a sentence for the person.
export class Refusal extends Error {
  constructor(
    message: string,
    readonly code: number, // capi/concertina.h; 0: the browser's own trouble
  ) {
    super(message);
  }
}

// Every method rejects with a Refusal, and then nothing has changed.
export interface Home {
  // Calls `show` now and after each change, until the returned function is called.
  watch(show: (view: View) => void): () => void;

  begin(name: string, passphrase: string): Promise<FreshCode>;
  // Where one has begun: with the name '', and there is no code.
  join(link: string, name: string, passphrase: string): Promise<FreshCode | null>;
  beginExample(): Promise<void>;
  endExample(): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  lock(): Promise<void>; // forgets all keys; with no passphrase set: the page just closes
  setPassphrase(passphrase: string): Promise<void>; // '' takes it away

  // Devices of mine, and the recovery code.
  addDevice(): Promise<string>; // the link by which a further one comes
  // False ends it. The passphrase is that of the device that has a room.
  compareDevice(same: boolean, passphrase: string): Promise<void>;
  removeDevice(id: string): Promise<void>;
  newRecovery(): Promise<FreshCode>; // the one before opens nothing any more
  checkRecovery(code: string): Promise<void>;
  joinDevice(link: string): Promise<void>; // this browser begins to be a device of whoever made the link
  recover(code: string): Promise<void>; // it is one, by the code; what is kept here, locked, is laid aside for that
  clear(): Promise<void>; // this browser forgets a room that it was removed from

  useToken(token: string): Promise<void>; // what the relay asks of new people, where its owner wants it so
  invite(): Promise<string>; // the link
  compare(same: boolean): Promise<void>; // false ends the sharing at once
  leave(): Promise<void>; // ends it too
  write(what: Writing): Promise<Put>;
  correct(what: Correction): Promise<void>;
  copy(what: Correction): Promise<void>; // of what is in the room, onto the table; changed is the copy alone
  takeBack(id: string): Promise<void>;
  signLinks(): Promise<SignLinks>; // do my signs go together with my own unmet needs?
  circles(): Promise<Circles>; // what the measured circle is made of
  fills(): Promise<Fills>; // what “hours or presence?” is asked of
  exportData(): Promise<string>; // all of it, as one JSON text
  exportText(): Promise<string>; // to be read
  contactNow(): Promise<void>; // reach the relay now, rather than at the next turn
}
