// Items: a home that was written elsewhere by the real code, for a browser to open.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const batch = 3_000_000; // bytes of items that are handed to the page at once

// The byte list of capi/concertina.h, rule 6.
export function itemsOf(file: string): { key: string; value: Buffer }[] {
  const bytes = readFileSync(file);
  let at = 0;
  const number = () => {
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  const piece = (size: number) => {
    at += size;
    return bytes.subarray(at - size, at);
  };
  return Array.from({ length: number() }, () => ({ key: piece(number()).toString(), value: piece(number()) }));
}

const store = (page: Page, items: [string, string][]) =>
  page.evaluate(
    (all) =>
      new Promise<void>((done, refuse) => {
        const opening = indexedDB.open('notes', 1);
        opening.onupgradeneeded = () => void opening.result.createObjectStore('items');
        opening.onerror = () => refuse(opening.error);
        opening.onsuccess = () => {
          const writing = opening.result.transaction('items', 'readwrite');
          for (const [key, text] of all) {
            writing.objectStore('items').put(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)), key);
          }
          writing.onabort = () => refuse(writing.error);
          writing.oncomplete = () => {
            opening.result.close();
            done();
          };
        };
      }),
    items,
  );

// As the home of this page's browser. The page stands at the relay's blank.html.
export async function keep(page: Page, items: ReturnType<typeof itemsOf>): Promise<void> {
  let some: [string, string][] = [];
  let size = 0;
  for (const { key, value } of items) {
    some.push([key, value.toString('base64')]);
    size += value.length;
    if (size < batch) continue;
    await store(page, some);
    some = [];
    size = 0;
  }
  await store(page, some);
}
