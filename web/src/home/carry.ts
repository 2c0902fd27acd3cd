// Carry: one request to the relay, as the core made it, and its answer.

import type { Sending } from '../core/core';
import { CLOSED, wayTo } from './relay';

const PATIENCE = 20; // seconds beyond what the relay may take, until it counts as away
const MOST_ANSWER = 8 * 1024 * 1024;
const PASSED_ON_TO_NOBODY = 502; // from one's own machine, with a sentence on why

export interface Answer {
  status: number;
  body: Uint8Array;
}

// A sentence where something is to be said of why there is no answer; null where the relay is just away.
export async function carry(sending: Sending, abort: AbortController): Promise<Answer | string | null> {
  const { method, origin, path, query, headers, wait, body } = sending;
  const late = setTimeout(() => abort.abort(), (wait + PATIENCE) * 1000);
  const way = wayTo(origin);
  try {
    const response = await fetch(way.base + path + (query ? '?' + query : ''), {
      method,
      headers: { ...headers, ...way.headers },
      ...(method === 'GET' ? {} : { body: body as Uint8Array<ArrayBuffer> }),
      signal: abort.signal,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (way.passedOn && response.status === PASSED_ON_TO_NOBODY) return new TextDecoder().decode(bytes);
    if (bytes.length > MOST_ANSWER) return 'The relay sent more than it was asked for.';
    return { status: response.status, body: bytes };
  } catch {
    return way.passedOn && !abort.signal.aborted ? CLOSED : null;
  } finally {
    clearTimeout(late);
  }
}
