// Store: the items of one home, in IndexedDB. What apply() resolved for is durable, all of it or none. One tab
// writes at a time (keeper.ts sees to that).

import { openDB, type IDBPDatabase } from 'idb';
import type { Change } from '../core/core';
import { Refusal } from './home';

const ITEMS = 'items';
const VERSION = 1;
// Always there once somebody has begun here: if it is gone, the browser has cleared all of it away.
const LANDMARK = 'device';

export const WIPED =
  'This browser has cleared away what Concertina kept here. Nothing new can be kept in this window. Please copy ' +
  'what you are writing, make an export in Settings while this window is open, and then reload the page.';

export class Store {
  private begun = false;
  private gone = false;
  private constructor(private readonly database: IDBPDatabase) {}

  // Rejects with a Refusal where this browser keeps nothing.
  static async open(name = 'notes'): Promise<Store> {
    try {
      const database = await openDB(name, VERSION, {
        upgrade: (fresh) => void fresh.createObjectStore(ITEMS),
      });
      return new Store(database);
    } catch (trouble) {
      if (trouble instanceof DOMException && trouble.name === 'VersionError') {
        throw new Refusal('What is kept here was written by a newer Concertina. Please reload the page.', 6);
      }
      throw new Refusal(
        'This browser keeps nothing for this page: it may be a private window, or storage is switched off. ' +
          'Please allow it, or open the page in an ordinary window.',
        9,
      );
    }
  }

  // All items in ascending order of their keys, as IndexedDB orders texts of ASCII.
  async all(): Promise<[string, Uint8Array][]> {
    const reading = this.database.transaction(ITEMS);
    const [keys, values] = await Promise.all([reading.store.getAllKeys(), reading.store.getAll()]);
    this.begun = keys.includes(LANDMARK);
    return keys.map((key, at) => [String(key), values[at] as Uint8Array]);
  }

  async get(key: string): Promise<Uint8Array | null> {
    return ((await this.database.get(ITEMS, key)) as Uint8Array | undefined) ?? null;
  }

  async apply(changes: Change[]): Promise<void> {
    if (changes.length === 0) return;
    try {
      const writing = this.database.transaction(ITEMS, 'readwrite', { durability: 'strict' });
      this.gone = this.begun && (await writing.store.getKey(LANDMARK)) === undefined;
      if (this.gone) {
        writing.abort();
        await writing.done.catch(() => undefined);
      } else {
        for (const { key, value } of changes) {
          void (value ? writing.store.put(value, key) : writing.store.delete(key)).catch(() => undefined);
        }
        await writing.done;
        if (changes.some(({ key, value }) => key === LANDMARK && value)) this.begun = true;
      }
    } catch (trouble) {
      // The connection was closed under us: the browser was told to clear what it keeps.
      if (this.begun && trouble instanceof DOMException && trouble.name === 'InvalidStateError') {
        this.gone = true;
        throw new Refusal(WIPED, 9);
      }
      const full = trouble instanceof DOMException && trouble.name === 'QuotaExceededError';
      throw new Refusal(
        full
          ? 'This device has no room left, so nothing new could be kept. Please free some space, and try again.'
          : 'This browser could not keep what you wrote. Please copy it, reload the page, and try again.',
        9,
      );
    }
    if (this.gone) throw new Refusal(WIPED, 9);
  }

  // Instead of all that was there.
  async replace(changes: Change[]): Promise<void> {
    try {
      const writing = this.database.transaction(ITEMS, 'readwrite', { durability: 'strict' });
      void writing.store.clear().catch(() => undefined);
      for (const { key, value } of changes) {
        if (value) void writing.store.put(value, key).catch(() => undefined);
      }
      await writing.done;
    } catch {
      throw new Refusal('This browser could not keep it. Nothing has changed; please free some space, and try again.', 9);
    }
    this.begun = changes.some(({ key, value }) => key === LANDMARK && value !== null);
    this.gone = false;
  }

  // The browser has cleared all of it away while it was open.
  wiped(): boolean {
    return this.gone;
  }

  close(): void {
    this.database.close();
  }
}

// The same where the browser keeps nothing: it is gone with the window.
export class Memory {
  private readonly items = new Map<string, Uint8Array>();

  async all(): Promise<[string, Uint8Array][]> {
    return [...this.items].sort(([a], [b]) => (a < b ? -1 : 1));
  }
  async get(key: string): Promise<Uint8Array | null> {
    return this.items.get(key) ?? null;
  }
  async apply(changes: Change[]): Promise<void> {
    for (const { key, value } of changes) {
      if (value) this.items.set(key, value);
      else this.items.delete(key);
    }
  }
  async replace(changes: Change[]): Promise<void> {
    this.items.clear();
    await this.apply(changes);
  }
  wiped(): boolean {
    return false;
  }
}
