// Worker: studies both circles, one after the other, so that the page never waits for it. Ended by its page.

import wasm from '../../../build/wasm/study.wasm?url';
import type { Circles } from '../home/words';
import { Study, type Picture } from './study';

export type Studied = { progress: number } | { pictures: [Picture, Picture] } | { failed: true };

const EFFORT = { warmup: 500, draws: 500 };
const LOOKS = 500; // some tens of milliseconds

let module: Promise<WebAssembly.Module> | null = null;
const tell = (what: Studied) => self.postMessage(what);

async function study({ days, circles }: Circles): Promise<void> {
  module ??= WebAssembly.compileStreaming(fetch(wasm));
  const pictures: Picture[] = [];
  for (const [at, sights] of circles.entries()) {
    const one = await Study.make(await module);
    one.start(sights, days, EFFORT);
    while (one.advance(LOOKS)) tell({ progress: (at + one.progress()) / circles.length });
    pictures.push(one.picture());
  }
  tell({ pictures: [pictures[0]!, pictures[1]!] });
}

// Without circles it only fetches the module: whoever serves the page must not see when somebody looks.
self.onmessage = ({ data }: MessageEvent<Circles | null>) => {
  if (data === null) module ??= WebAssembly.compileStreaming(fetch(wasm));
  else study(data).catch(() => tell({ failed: true }));
};
