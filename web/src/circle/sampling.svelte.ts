// Measured: the page's end of the line to the study's worker. It studies again only what has changed.

import { createContext } from 'svelte';
import type { Circles } from '../home/words';
import type { Picture } from './study';
import type { Studied } from './worker';

export class Measured {
  progress: number | null = $state(null); // 0 to 1 while it studies
  pictures: [Picture, Picture] | null = $state.raw(null);
  failed = $state(false);

  #worker: Worker | null = null;
  #studied = ''; // what the pictures are of

  // Fetches the module, so that looking later asks nobody.
  prepare(): void {
    if (this.#worker) return;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    this.#worker.postMessage(null);
  }

  study(circles: Circles): void {
    const of = JSON.stringify(circles);
    if (of === this.#studied && (this.pictures !== null || this.progress !== null)) return;
    this.stop();
    this.#studied = of;
    this.pictures = null;
    this.failed = false;
    this.progress = 0;
    this.prepare();
    this.#worker!.onmessage = ({ data }: MessageEvent<Studied>) => {
      if ('progress' in data) this.progress = data.progress;
      else {
        this.progress = null;
        if ('pictures' in data) this.pictures = data.pictures;
        else this.failed = true;
      }
    };
    this.#worker!.onerror = () => {
      this.stop();
      this.failed = true;
    };
    this.#worker!.postMessage(circles);
  }

  stop(): void {
    if (this.progress === null) return;
    this.#worker?.terminate();
    this.#worker = null;
    this.progress = null;
    this.#studied = '';
    this.prepare();
  }

  // Nothing of it outlives the home.
  forget(): void {
    this.stop();
    this.pictures = null;
    this.#studied = '';
  }
}

export const [measuredHere, setMeasured] = createContext<Measured>();
