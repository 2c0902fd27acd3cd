// What the page costs: `web_bench.ts [load] [usable] [years] [partner] [mirror] [circle]`, all of them if none is named.

import { openBrowser } from '../test/browser';
import { Relay, web } from '../test/relay';
import { printCircle } from './circle';
import { printBytes, printUsable } from './load';
import { printMirror } from './mirror';
import { printPartner } from './partner';
import { printYears } from './years';

const wanted = process.argv.slice(2);
// Where the browser dies in the middle nothing is left to wait for, and Node would end as if all were well.
let whole = false;
process.once('exit', () => {
  if (whole) return;
  console.error('The benchmark ended before it was done: the browser or the relay may have died.');
  process.exitCode = 1;
});

const relay = await Relay.start(web);
const browser = await openBrowser();
const parts: Record<string, () => Promise<void>> = {
  load: () => printBytes(browser, relay.origin),
  usable: () => printUsable(browser, relay.origin),
  years: () => printYears(relay.origin),
  partner: () => printPartner(browser, relay.origin),
  mirror: () => printMirror(browser, relay.origin),
  circle: () => printCircle(browser, relay),
};
try {
  for (const [name, print] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name)) await print();
  }
  whole = true;
} finally {
  await browser.close();
  await relay.end();
}
