// Worker: the mirror by itself, so that typing never waits for it. It knows no home, and keeps no words.

import wasm from '../../../build/wasm/mirror.wasm?url';
import type { Asked, Answered } from './mirror.svelte';
import { Reader } from './reader';

let module: Promise<WebAssembly.Module> | null = null;
let reader: Reader | null = null;

async function read({ ask, text, quiet }: Asked): Promise<Answered> {
  try {
    module ??= WebAssembly.compileStreaming(fetch(wasm));
    reader ??= await Reader.make(await module);
    return { ask, reading: reader.read(text, quiet) };
  } catch {
    module = reader = null;
    return { ask, reading: null };
  }
}

// One after the other: the reader is made once.
let turn = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<Asked>) => {
  turn = turn.then(async () => self.postMessage(await read(data)));
};
