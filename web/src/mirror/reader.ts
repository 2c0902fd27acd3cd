// Reader: the mirror of capi/concertina.h in TypeScript's own types. A trap throws a WebAssembly.RuntimeError, after
// which this Reader must be thrown away.

import { instantiate, type Instance } from '../core/module';

export interface Notice {
  rule: string;
  kind: string;
  start: number; // of the text, as a string is counted
  end: number;
  text: string;
  question: string;
  why: string;
}
// `safety`: the words speak of force or of fear of somebody; there are no notices then.
export interface Reading {
  safety: boolean;
  notices: Notice[]; // at most three, in the order of the text
}

const ABI = 1;
const MOST = 3;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export class Reader {
  private constructor(
    private readonly instance: Instance,
    private readonly handle: number,
  ) {}

  static async make(module: WebAssembly.Module): Promise<Reader> {
    const instance = await instantiate(module);
    if (instance.exports['concertina_abi']!() !== ABI) throw new Error('The mirror is of another version.');
    const handle = instance.exports['concertina_mirror_new']!();
    if (handle === 0) throw new Error('There is no memory for the mirror.');
    return new Reader(instance, handle);
  }

  // `quiet`: rules that shall not ask.
  read(text: string, quiet: readonly string[]): Reading {
    const { exports, bytes } = this.instance;
    const words = encoder.encode(text);
    const names = encoder.encode(quiet.join(' '));
    const at = exports['concertina_mirror_input']!(this.handle, words.length + names.length) >>> 0;
    if (at === 0) return { safety: false, notices: [] }; // more than the mirror reads
    bytes(at, words.length).set(words);
    bytes(at + words.length, names.length).set(names);
    const code = exports['concertina_mirror_read']!(
      this.handle, at, words.length, at + words.length, names.length, MOST,
    );
    const result = exports['concertina_mirror_result']!(this.handle);
    const told = decoder.decode(bytes(result, exports['concertina_mirror_result_size']!(this.handle)));
    if (code !== 0) throw new Error(told);
    const place = (byte: number) => decoder.decode(words.subarray(0, byte)).length;
    const reading: Reading = JSON.parse(told);
    for (const notice of reading.notices) {
      notice.start = place(notice.start);
      notice.end = place(notice.end);
    }
    return reading;
  }
}
