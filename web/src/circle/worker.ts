// Worker: studies what it is handed, one after the other, so that the page never waits for it. Ended by its page.

import wasm from '../../../build/wasm/study.wasm?url';
import { Study, type Asked, type Filled, type Picture } from './study';

export type Studied = { progress: number } | { pictures: (Picture | Filled)[] } | { failed: true };

const EFFORT = { warmup: 500, draws: 500 };
const LOOKS = 500; // some tens of milliseconds

let module: Promise<WebAssembly.Module> | null = null;
const tell = (what: Studied) => self.postMessage(what);

async function study(all: Asked[]): Promise<void> {
  module ??= WebAssembly.compileStreaming(fetch(wasm));
  const pictures: (Picture | Filled)[] = [];
  for (const [at, asked] of all.entries()) {
    const one = await Study.make(await module);
    one.start(asked, EFFORT);
    while (one.advance(LOOKS)) tell({ progress: (at + one.progress()) / all.length });
    pictures.push(one.picture());
  }
  tell({ pictures });
}

// Handed nothing it only fetches the module: whoever serves the page must not see when somebody looks.
self.onmessage = ({ data }: MessageEvent<Asked[] | null>) => {
  if (data === null) module ??= WebAssembly.compileStreaming(fetch(wasm));
  else study(data).catch(() => tell({ failed: true }));
};
