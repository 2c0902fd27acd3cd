// Measured: the page's end of the line to the study's worker. It studies again only what has changed.

import { createContext } from 'svelte';
import type { Asked, Filled, Picture } from './study';
import type { Studied } from './worker';

// The one worker that all studies share, for one of them at a time.
export class Line {
  #worker: Worker | null = null;
  #for: object | null = null;

  // Fetches the module, so that looking later asks nobody.
  prepare(): void {
    if (this.#worker) return;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    this.#worker.postMessage(null);
  }

  // Whatever else was studied ends, and is not heard of again.
  study(one: object, asked: Asked[], heard: (told: Studied) => void): void {
    if (this.#for) this.end(this.#for);
    this.prepare();
    this.#for = one;
    this.#worker!.onmessage = ({ data }: MessageEvent<Studied>) => {
      if (!('progress' in data)) this.#for = null;
      heard(data);
    };
    this.#worker!.onerror = () => {
      this.end(one);
      heard({ failed: true });
    };
    this.#worker!.postMessage(asked);
  }

  end(one: object): void {
    if (this.#for !== one) return;
    this.#worker?.terminate();
    this.#worker = null;
    this.#for = null;
    this.prepare();
  }
}

export class Measured<Pictures extends (Picture | Filled)[]> {
  progress: number | null = $state(null); // 0 to 1 while it studies
  pictures: Pictures | null = $state.raw(null); // one of each that was asked
  failed = $state(false);

  #studied = ''; // what the pictures are of

  constructor(private readonly line: Line) {}

  study(asked: Asked[]): void {
    const of = JSON.stringify(asked);
    if (of === this.#studied && (this.pictures !== null || this.progress !== null)) return;
    this.stop();
    this.#studied = of;
    this.pictures = null;
    this.failed = false;
    this.progress = 0;
    this.line.study(this, asked, (told) => {
      if ('progress' in told) this.progress = told.progress;
      else {
        this.progress = null;
        if ('pictures' in told) this.pictures = told.pictures as Pictures;
        else this.failed = true;
      }
    });
  }

  stop(): void {
    if (this.progress === null) return;
    this.line.end(this);
    this.progress = null;
    this.#studied = '';
  }

  // Nothing of it outlives the home.
  forget(): void {
    this.stop();
    this.pictures = null;
    this.#studied = '';
  }
}

export const [measuredHere, setMeasured] = createContext<Measured<[Picture, Picture]>>();
export const [filledHere, setFilled] = createContext<Measured<[Filled]>>();
