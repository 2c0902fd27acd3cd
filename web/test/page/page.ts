// Page: the home without a face. Browser tests reach it through `window.test`.

import goldenModule from '../../../build/wasm/golden.wasm?url';
import { instantiate } from '../../src/core/module';
import { importsFrom } from '../../src/core/surroundings';
import { openHome } from '../../src/home/client';
import type { View } from '../../src/home/home';
import { goldenFiles } from '../golden';

const home = openHome();
let view: View = { stage: 'opening' };
home.watch((next) => (view = next));

async function golden() {
  const module = await WebAssembly.compileStreaming(fetch(goldenModule));
  const none = () => {
    throw new Error('golden vectors take nothing from chance');
  };
  return goldenFiles(await instantiate(module, await importsFrom({ random: none, now: () => ({ seconds: 0, offsetMinutes: 0 }) })));
}

const test = { home, golden, view: () => view };
export type TestPage = typeof test;
(window as unknown as { test: TestPage }).test = test;
