// Study: the study of capi/concertina.h, of a circle or of what fills, in TypeScript's own types. A trap throws a
// WebAssembly.RuntimeError, after which this Study must be thrown away.

import { instantiate, type Instance } from '../core/module';
import type { Circles, Fills } from '../home/words';

export type Verdict = 'not-yet' | 'no-sign' | 'circle' | 'runaway' | 'balancing';
export type Band = [low: number, middle: number, high: number];
// What may be shown of one circle (core/rhythm/study.h).
export interface Picture {
  verdict: Verdict;
  title: string;
  text: string;
  trap: string;
  days: number;
  times: number[]; // days after a hard day
  softened: { kept: number; gain: Band; said: string; on_c: Band[]; on_s: Band[] }[]; // from all of a reaction to none
  when: { weeks: number | null; said: string } | null; // while it is not yet: when that may change
}
// What may be said of hours and presence (core/rhythm/filling.h).
export interface Filled {
  answer: 'not-yet' | 'presence' | 'hours' | 'alike';
  title: string;
  text: string;
  why: string;
  days: number;
  times: number;
  fills: Fill[];
}
export interface Fill {
  given: 'hours' | 'presence' | 'solitude';
  points: [number, number, number, number, number]; // by how much the need is smaller: the 5, 25, 50, 75, 95 % points
  said: string;
}
// What is studied: one circle, or what fills.
export type Asked = { days: number; sights: Circles['circles'][number]; strained: Circles['strained'] } | Fills;
export interface Effort {
  warmup: number;
  draws: number;
}

const ABI = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Study {
  private constructor(
    private readonly instance: Instance,
    private readonly handle: number,
  ) {}

  static async make(module: WebAssembly.Module): Promise<Study> {
    const instance = await instantiate(module);
    if (instance.exports['concertina_abi']!() !== ABI) throw new Error('The study is of another version.');
    const handle = instance.exports['concertina_study_new']!();
    if (handle === 0) throw new Error('There is no memory for the study.');
    return new Study(instance, handle);
  }

  start(asked: Asked, effort: Effort): void {
    const given = encoder.encode(JSON.stringify({ ...asked, ...effort }));
    const at = this.instance.exports['concertina_study_input']!(this.handle, given.length) >>> 0;
    if (at === 0) throw new Error('These are more days than can be studied at once.');
    this.instance.bytes(at, given.length).set(given);
    this.check('concertina_study_start', at, given.length);
  }
  // True while there is more to do.
  advance(looks: number): boolean {
    return this.instance.exports['concertina_study_advance']!(this.handle, looks) === 1;
  }
  progress(): number {
    return this.instance.exports['concertina_study_progress']!(this.handle);
  }
  picture(): Picture | Filled {
    return JSON.parse(this.check('concertina_study_picture').replaceAll(' %', '\u00a0%')); // a figure and its sign on one line
  }

  private check(name: string, ...args: number[]): string {
    const { exports, bytes } = this.instance;
    const code = exports[name]!(this.handle, ...args);
    const result = exports['concertina_study_result']!(this.handle);
    const told = decoder.decode(bytes(result, exports['concertina_study_result_size']!(this.handle)));
    if (code !== 0) throw new Error(told);
    return told;
  }
}
