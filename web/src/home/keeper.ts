// Keeper: the one place where a home is written: a Core and the Store that it rests on. Every verb runs alone,
// from its call to the durable end of its changes, so that memory is never ahead of the disk for longer than
// one verb. Where storing fails or the core traps, both are opened anew from what is stored.

import { Code, Core, CoreRefusal, type Step } from '../core/core';
import { browserSurroundings } from '../core/surroundings';
import { Refusal, type Contact, type Keeping, type View } from './home';
import type { Store } from './store';
import type { Circles, Correction, Fills, Put, SignLinks, Status, Writing } from './words';

export type Show = (view: View) => void;

const BROKEN =
  'Something went wrong inside Concertina. What was kept before is safe. Please see whether your last words are ' +
  'there, and try again.';

export class Keeper {
  private core: Core | null = null;
  private stage: 'empty' | 'locked' | 'open' | 'unusable' = 'empty';
  private trouble = '';
  private turn: Promise<unknown> = Promise.resolve();
  private contact: Contact = { state: 'none', say: '' };
  private told = '';
  private status: Status | null = null;

  // `store`: null for the example couple, of whom nothing is kept.
  constructor(
    private readonly module: WebAssembly.Module,
    private readonly store: Store | null,
    private readonly keeping: Keeping,
    private readonly show: Show,
    private readonly relayHere: () => Promise<string>,
  ) {}

  // --- opening and ending ---

  open(): Promise<void> {
    return this.alone(() => this.reopen());
  }

  begin(name: string, passphrase: string): Promise<void> {
    return this.alone(() => this.beginAs(name, passphrase));
  }

  join(link: string, name: string, passphrase: string): Promise<void> {
    return this.alone(async () => {
      // This page may talk to the relay that it belongs to and to no other.
      if (originOf(link) !== null && originOf(link) !== (await this.relayHere())) {
        throw new Refusal('This invitation belongs to another address. Please open the link itself, and join there.', Code.INVALID);
      }
      if (this.stage === 'empty') {
        await this.beginAs(name, passphrase, (core) => core.join(link));
      } else {
        this.openCore().join(link);
        await this.keep();
      }
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
      this.core!.unlock(passphrase);
      this.core!.finish();
      this.stage = 'open';
    });
  }

  // Forgets all keys. What was stored stays.
  lock(): Promise<void> {
    return this.alone(() => this.reopen());
  }

  end(): void {
    this.core?.free();
    this.core = null;
  }

  // --- writing ---

  write(what: Writing): Promise<Put> {
    return this.change((core) => JSON.parse(core.write(JSON.stringify(what))));
  }
  correct(what: Correction): Promise<void> {
    return this.change((core) => core.correct(JSON.stringify(what)));
  }
  copy(what: Correction): Promise<void> {
    return this.change((core) => core.copy(JSON.stringify(what)));
  }
  takeBack(id: string): Promise<void> {
    return this.change((core) => core.takeBack(id));
  }
  compare(same: boolean): Promise<void> {
    return this.change((core) => core.compare(same));
  }
  invite(): Promise<string> {
    return this.change((core) => core.invite());
  }
  useToken(token: string): Promise<void> {
    return this.change((core) => core.setRelay((JSON.parse(core.status()) as Status).relay, token));
  }
  setPassphrase(passphrase: string): Promise<void> {
    return this.change((core) => core.setPassphrase(passphrase));
  }
  signLinks(): Promise<SignLinks> {
    return this.alone(async () => JSON.parse(this.openCore().signLinks()));
  }
  circles(): Promise<Circles> {
    return this.alone(async () => JSON.parse(this.openCore().circles()));
  }
  fills(): Promise<Fills> {
    return this.alone(async () => JSON.parse(this.openCore().fills()));
  }
  exportData(): Promise<string> {
    return this.alone(async () => this.openCore().exportData());
  }
  exportText(): Promise<string> {
    return this.alone(async () => this.openCore().exportText());
  }

  // --- contact: the steps of a round, each by itself (contact.ts walks through them) ---

  // False while there is nobody here, or no relay.
  startRound(wait: number): Promise<boolean> {
    return this.alone(async () => {
      if (this.stage !== 'open' || !this.status?.relay || this.status.example) return false;
      this.core!.round(wait);
      return true;
    }, false);
  }

  // Takes steps up to the next one that needs the network, or the end.
  nextStep(): Promise<Extract<Step, { kind: 'send' | 'done' }>> {
    return this.alone(async () => {
      for (;;) {
        const step = this.openCore().next();
        if (step.kind === 'send' && step.sending.wait > 0) this.tell(); // all that was to be sent has gone
        if (step.kind === 'send' || step.kind === 'done') return step;
        if (step.kind === 'load') this.openCore().loaded(this.store ? await this.store.get(step.key) : null);
        else await this.guard(() => this.store?.apply(step.changes));
      }
    }, false);
  }

  answered(status: number, body: Uint8Array): Promise<void> {
    return this.alone(async () => this.openCore().answered(status, body), false);
  }
  failed(why: string): Promise<void> {
    return this.alone(async () => this.openCore().failed(why), false);
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

  private change<T>(work: (core: Core) => T): Promise<T> {
    return this.alone(async () => {
      const result = work(this.openCore());
      await this.keep();
      return result;
    });
  }

  private async beginAs(name: string, passphrase: string, then?: (core: Core) => void): Promise<void> {
    if (this.stage !== 'empty') throw new Refusal('Somebody has begun here already. Please reload the page.', Code.CONFLICT);
    const relay = await this.relayHere();
    const core = await this.fresh();
    try {
      core.begin(name);
      core.setRelay(relay, '');
      then?.(core);
      if (passphrase !== '') core.setPassphrase(passphrase);
      await this.store?.apply(core.takeChanges());
    } catch (trouble) {
      core.free(); // nothing of it was kept, so nobody has begun
      throw trouble;
    }
    this.core = core;
    this.stage = 'open';
  }

  private async reopen(): Promise<void> {
    this.end();
    this.status = null;
    const items = this.store ? await this.store.all() : [];
    this.stage = 'empty';
    if (items.length === 0) return;
    const core = await this.fresh();
    try {
      for (const [key, value] of items) core.restore(key, value);
      core.finish();
      this.stage = 'open';
    } catch (trouble) {
      if (!(trouble instanceof CoreRefusal)) throw trouble;
      this.stage = trouble.code === Code.LOCKED ? 'locked' : 'unusable';
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

  private keep(): Promise<void> {
    return this.guard(() => this.store?.apply(this.openCore().takeChanges()));
  }

  // Where storing fails the core is ahead of the disk: it is opened anew from what is stored.
  private async guard(storing: () => Promise<void> | undefined): Promise<void> {
    try {
      await storing();
    } catch (trouble) {
      if (trouble instanceof Refusal && this.store?.wiped()) throw trouble; // all that is left is in memory
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
    this.show(stage === 'unusable' ? { stage, say: this.trouble } : { stage: stage === 'locked' ? 'locked' : 'empty', keeping });
  }
}

// Null for what is no address at all: the core says what is wrong with that.
function originOf(link: string): string | null {
  try {
    return new URL(link.trim()).origin;
  } catch {
    return null;
  }
}
