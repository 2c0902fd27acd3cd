// Mirror: the page's end of the line to the mirror's worker, and what the person wants of it: whether it reads along,
// and what it shall not ask any more. Both are preferences in the room.

import { createContext } from 'svelte';
import type { Home } from '../home/home';
import type { House } from '../home/words';
import type { Place } from '../parts/way';
import type { Reading } from './reader';

export interface Asked {
  ask: number;
  text: string;
  quiet: string[];
}
export interface Answered {
  ask: number;
  reading: Reading | null; // null: it can't read just now
}

const LIVE = 'mirror.live';
const QUIET = 'mirror.quiet.'; // and a rule's name

export class Mirror {
  #preferences: Record<string, string> = $state.raw({});
  #rests = $state(false);
  readonly live = $derived(this.#preferences[LIVE] === 'yes');
  readonly quiet = $derived(
    Object.entries(this.#preferences).flatMap(([name, value]) =>
      name.startsWith(QUIET) && value === 'yes' ? [name.slice(QUIET.length)] : [],
    ),
  );

  // Whoever is afraid is not asked to look at their own part (care rule 11).
  get rests(): boolean {
    return this.#rests;
  }

  #worker: Worker | null = null;
  #asked = 0;
  readonly #waiting = new Map<number, (reading: Reading | null) => void>();

  // `go`: to another page.
  constructor(
    private readonly home: Home,
    readonly go: (place: Place) => void,
  ) {}

  // What stands in the room now. The worker starts with it and not with a question: whoever serves the page must not
  // see when one asks.
  learn({ preferences, quiet }: House): void {
    this.#preferences = preferences;
    this.#rests = quiet.afraid;
    this.#worker ??= this.#start();
  }

  read(text: string): Promise<Reading | null> {
    this.#asked += 1;
    const ask = this.#asked;
    this.#worker ??= this.#start();
    this.#worker.postMessage({ ask, text, quiet: $state.snapshot(this.quiet) } satisfies Asked);
    return new Promise((resolve) => this.#waiting.set(ask, resolve));
  }

  readAlong(yes: boolean): Promise<unknown> {
    return this.#prefer(LIVE, yes);
  }
  // Not this question any more, in no text; or again.
  hush(rule: string, yes: boolean): Promise<unknown> {
    return this.#prefer(QUIET + rule, yes);
  }

  #prefer(name: string, yes: boolean): Promise<unknown> {
    return this.home.write({ kind: 'preference', name, value: yes ? 'yes' : 'no' });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    const answer = (ask: number, reading: Reading | null) => {
      this.#waiting.get(ask)?.(reading);
      this.#waiting.delete(ask);
    };
    worker.onmessage = ({ data }: MessageEvent<Answered>) => answer(data.ask, data.reading);
    worker.onerror = () => {
      this.#worker = null;
      for (const ask of [...this.#waiting.keys()]) answer(ask, null);
    };
    worker.postMessage({ ask: 0, text: '', quiet: [] } satisfies Asked); // fetches the module
    return worker;
  }
}

export const [mirrorHere, setMirror] = createContext<Mirror>();
