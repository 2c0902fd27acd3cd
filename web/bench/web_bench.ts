// What the page costs: `web_bench.ts [load] [usable] [years] [partner]`, all of them if none is named.

import { openBrowser } from '../test/browser';
import { Relay, web } from '../test/relay';
import { printBytes, printUsable } from './load';
import { printPartner } from './partner';
import { printYears } from './years';

const wanted = process.argv.slice(2);
const relay = await Relay.start(web);
const browser = await openBrowser();
const parts: Record<string, () => Promise<void>> = {
  load: () => printBytes(browser, relay.origin),
  usable: () => printUsable(browser, relay.origin),
  years: () => printYears(relay.origin),
  partner: () => printPartner(browser, relay.origin),
};
try {
  for (const [name, print] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name)) await print();
  }
} finally {
  await browser.close();
  await relay.end();
}
