// Keeper: the one place where a home is written: a Core and the Store that it rests on. Every verb runs alone,
// from its call to the durable end of its changes, so that memory is never ahead of the disk for longer than
// one verb. Where storing fails or the core traps, both are opened anew from what is stored.

import { Code, Core, CoreRefusal, type RoundEnd, type Step } from '../core/core';
import { browserSurroundings } from '../core/surroundings';
import { Refusal, type Contact, type Keeping, type View } from './home';
import { recovered } from './recovery';
import type { Memory, Store } from './store';
import { Tries } from './tries';
import type { Arrival, FreshCode, Status } from './words';

export type Show = (view: View) => void;

const BROKEN =
  'Something went wrong inside Concertina. What was kept before is safe. Please see whether your last words are ' +
  'there, and try again.';

export class Keeper {
  private core: Core | null = null;
  private stage: 'empty' | 'arriving' | 'locked' | 'open' | 'unusable' = 'empty';
  private trouble = '';
  private turn: Promise<unknown> = Promise.resolve();
  private contact: Contact = { state: 'none', say: '' };
  private told = '';
  private status: Status | null = null;
  private farewell = ''; // why the device that was on its way here did not arrive
  private recovering: Core | null = null; // with the keys of the last try by a recovery code
  private readonly tries = new Tries();

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly store: Store | Memory,
    private readonly keeping: Keeping,
    private readonly show: Show,
    private readonly relayHere: () => Promise<string>,
  ) {}

  // --- opening and ending ---

  open(): Promise<void> {
    return this.alone(() => this.reopen());
  }

  begin(name: string, passphrase: string): Promise<FreshCode> {
    return this.alone(() => this.beginAs(name, passphrase));
  }

  join(link: string, name: string, passphrase: string): Promise<FreshCode | null> {
    return this.alone(async () => {
      await this.mustBelongHere(
        link,
        'This invitation belongs to another address. Please open the link itself, and join there.',
      );
      if (this.stage === 'empty') return this.beginAs(name, passphrase, (core) => core.join(link));
      this.openCore().join(link);
      await this.keep();
      return null;
    });
  }

  // This browser is on its way to be a device of whoever made the link.
  joinDevice(link: string): Promise<void> {
    return this.alone(async () => {
      await this.mustBelongHere(link, 'This link belongs to another address. Please open the link itself.');
      if (this.stage !== 'empty' && this.stage !== 'arriving') throw begunAlready();
      if (this.stage === 'empty') this.core = await this.fresh();
      this.core!.joinDevice(link);
      this.stage = 'arriving';
      this.farewell = '';
      await this.keep();
    });
  }

  // What is kept here, locked or not there at all, is replaced once everything has come back, and not before.
  recover(code: string): Promise<void> {
    return this.alone(async () => {
      if (this.stage === 'open' || this.stage === 'unusable') throw begunAlready();
      const relay = await this.relayHere();
      this.recovering ??= await Core.make(this.module, browserSurroundings);
      try {
        await this.store.replace(await recovered(this.recovering, relay, code));
      } catch (trouble) {
        if (!(trouble instanceof Refusal || trouble instanceof CoreRefusal)) this.recovering = null; // a trap
        throw trouble;
      }
      this.recovering.free();
      this.recovering = null;
      await this.reopen();
    });
  }

  // This browser forgets a room that it was removed from, so that somebody may begin here.
  clear(): Promise<void> {
    return this.alone(async () => {
      if (!this.status?.removed) {
        throw new Refusal('This is still one of your devices. Please remove it from another one first.', Code.REFUSED);
      }
      await this.store.replace([]);
      await this.reopen();
    });
  }

  beginExample(): Promise<void> {
    return this.alone(async () => {
      this.core = await this.fresh();
      this.core.beginExample();
      this.stage = 'open';
    });
  }

  unlock(passphrase: string): Promise<void> {
    return this.alone(async () => {
      if (this.stage !== 'locked') return;
      await this.tries.do(() => this.core!.unlock(passphrase));
      this.core!.finish();
      this.stage = 'open';
    });
  }

  // Forgets all keys. What was stored stays.
  lock(): Promise<void> {
    return this.alone(async () => {
      if (this.keeping === 'memory') await this.store.replace([]);
      await this.reopen();
    });
  }

  end(): void {
    this.core?.free();
    this.core = null;
  }

  // --- writing and reading ---

  // What `work` changes is kept before this is done.
  change<T>(work: (core: Core) => T): Promise<T> {
    return this.alone(async () => {
      const result = work(this.openCore());
      await this.keep();
      return result;
    });
  }
  read<T>(work: (core: Core) => T): Promise<T> {
    return this.alone(async () => work(this.openCore()));
  }
  useToken(token: string): Promise<void> {
    return this.change((core) => core.setRelay((JSON.parse(core.status()) as Status).relay, token));
  }
  // The words are the same on both devices, or not; on either of the two.
  compareDevice(same: boolean, passphrase: string): Promise<void> {
    return this.alone(async () => {
      if (this.stage === 'arriving') {
        this.core!.compareDevice(same, '');
      } else {
        const core = this.openCore();
        await this.tries.do(() => core.compareDevice(same, passphrase));
      }
      await this.keep();
      if (this.stage === 'arriving' && !same) await this.reopen();
    });
  }

  // --- contact: the steps of a round, each by itself (contact.ts walks through them) ---

  // False while there is nobody here, or no relay, or nothing to be said to it.
  startRound(wait: number): Promise<boolean> {
    return this.alone(async () => {
      if (this.stage === 'arriving') {
        const { words, same } = this.arrival();
        if (words !== null && !same) return false;
      } else if (this.stage !== 'open' || !this.status?.relay || this.status.example || this.status.removed) {
        return false;
      }
      this.core!.round(wait);
      return true;
    }, false);
  }

  // Takes steps up to the next one that needs the network, or the end.
  nextStep(): Promise<Extract<Step, { kind: 'send' | 'done' }>> {
    return this.alone(async () => {
      for (;;) {
        const step = this.meetingCore().next();
        if (step.kind === 'done' && this.stage === 'arriving') await this.land(step.end);
        if (step.kind === 'send' && step.sending.wait > 0) this.tell(); // all that was to be sent has gone
        if (step.kind === 'send' || step.kind === 'done') return step;
        if (step.kind === 'load') this.meetingCore().loaded(await this.store.get(step.key));
        else await this.guard(() => this.store.apply(step.changes));
      }
    }, false);
  }

  answered(status: number, body: Uint8Array): Promise<void> {
    return this.alone(async () => this.meetingCore().answered(status, body), false);
  }
  failed(why: string): Promise<void> {
    return this.alone(async () => this.meetingCore().failed(why), false);
  }

  setContact(contact: Contact): void {
    this.contact = contact;
    void this.alone(async () => undefined);
  }

  // Shows what is there now, if it differs from what was shown last. A day may end without anybody writing.
  refresh(): Promise<void> {
    return this.alone(async () => undefined);
  }

  // Frames for the relay that it has not acknowledged. What waits in the room for its contact is none.
  unsent(): number {
    return this.stage === 'open' && this.core ? (JSON.parse(this.core.status()) as Status).unsent : 0;
  }

  // What there is now, whether it was shown before or not.
  retell(): void {
    this.told = '';
    void this.refresh();
  }

  // --- how all of it is done ---

  private alone<T>(work: () => Promise<T>, tell = true): Promise<T> {
    const run = async () => {
      try {
        return await work();
      } catch (trouble) {
        throw await this.mend(trouble);
      } finally {
        if (tell) this.tell();
      }
    };
    const result = this.turn.then(run, run);
    this.turn = result.catch(() => undefined);
    return result;
  }

  // The recovery code, which is kept nowhere.
  private async beginAs(name: string, passphrase: string, then?: (core: Core) => void): Promise<FreshCode> {
    if (this.stage !== 'empty') throw begunAlready();
    const relay = await this.relayHere();
    const core = await this.fresh();
    try {
      const code = JSON.parse(core.beginWithCode(name)) as FreshCode;
      core.setRelay(relay, '');
      then?.(core);
      if (passphrase !== '') core.setPassphrase(passphrase);
      await this.store.apply(core.takeChanges());
      this.core = core;
      this.stage = 'open';
      this.farewell = '';
      return code;
    } catch (trouble) {
      core.free(); // nothing of it was kept, so nobody has begun
      throw trouble;
    }
  }

  // This page may talk to the relay that it belongs to and to no other.
  private async mustBelongHere(link: string, elsewhere: string): Promise<void> {
    const origin = originOf(link);
    if (origin !== null && origin !== (await this.relayHere())) throw new Refusal(elsewhere, Code.INVALID);
  }

  // A round of a device that is on its way has ended: it is there, or it will not come, or it goes on.
  private async land(end: RoundEnd): Promise<void> {
    if (!end.arrived && isArriving(this.core!)) return;
    this.farewell = end.arrived ? '' : end.say;
    await this.reopen();
  }

  private arrival(): Arrival {
    return JSON.parse(this.core!.arrival()) as Arrival;
  }

  private async reopen(): Promise<void> {
    this.end();
    this.status = null;
    const items = await this.store.all();
    this.stage = 'empty';
    if (items.length === 0) return;
    const core = await this.fresh();
    try {
      for (const [key, value] of items) core.restore(key, value);
      core.finish();
      this.stage = 'open';
    } catch (trouble) {
      if (!(trouble instanceof CoreRefusal)) throw trouble;
      this.stage = trouble.code === Code.LOCKED ? 'locked' : isArriving(core) ? 'arriving' : 'unusable';
      this.trouble = trouble.message;
    }
    this.core = core;
  }

  private fresh(): Promise<Core> {
    this.end();
    return Core.make(this.module, browserSurroundings);
  }

  private openCore(): Core {
    if (this.stage === 'open' && this.core) return this.core;
    throw new Refusal('Nobody is here right now. Please open your room first.', Code.NOT_FOUND);
  }

  // Whose rounds with the relay these are.
  private meetingCore(): Core {
    return this.stage === 'arriving' && this.core ? this.core : this.openCore();
  }

  private keep(): Promise<void> {
    return this.guard(() => this.store.apply(this.meetingCore().takeChanges()));
  }

  // Where storing fails the core is ahead of the disk: it is opened anew from what is stored.
  private async guard(storing: () => Promise<void>): Promise<void> {
    try {
      await storing();
    } catch (trouble) {
      if (trouble instanceof Refusal && this.store.wiped()) throw trouble; // all that is left is in memory
      await this.reopen();
      throw trouble;
    }
  }

  // What the page gets to hear of it. After a trap the core is made anew.
  private async mend(trouble: unknown): Promise<Refusal> {
    if (trouble instanceof Refusal) return trouble;
    if (trouble instanceof CoreRefusal) return new Refusal(trouble.message, trouble.code);
    try {
      await this.reopen();
    } catch {
      this.end();
      this.stage = 'unusable';
      this.trouble = BROKEN;
    }
    return new Refusal(BROKEN, Code.STORAGE);
  }

  private tell(): void {
    const { stage, keeping } = this;
    if (stage === 'open' && this.core) {
      const status = this.core.status();
      const house = this.core.house();
      const all = JSON.stringify(this.contact) + status + house;
      if (all === this.told) return;
      this.told = all;
      this.status = { passphrase: false, example: false, ...(JSON.parse(status) as Partial<Status>) } as Status;
      this.show({ stage, keeping, house: JSON.parse(house), status: this.status, contact: this.contact });
      return;
    }
    this.told = '';
    this.show(this.closed());
  }

  // What there is where nobody's room is open.
  private closed(): View {
    const { stage, keeping } = this;
    switch (stage) {
      case 'unusable':
        return { stage, say: this.trouble };
      case 'locked':
        return { stage, keeping };
      case 'arriving':
        return { stage, keeping, arrival: this.arrival(), say: this.contact.state === 'away' ? this.contact.say : '' };
      default:
        return { stage: 'empty', keeping, say: this.farewell };
    }
  }
}

function isArriving(core: Core): boolean {
  try {
    return core.arrival() !== '';
  } catch (trouble) {
    if (trouble instanceof CoreRefusal) return false;
    throw trouble;
  }
}

const begunAlready = () => new Refusal('Somebody has begun here already. Please reload the page.', Code.CONFLICT);

// Null for what is no address at all: the core says what is wrong with that.
function originOf(link: string): string | null {
  try {
    return new URL(link.trim()).origin;
  } catch {
    return null;
  }
}
