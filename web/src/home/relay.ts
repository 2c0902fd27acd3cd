// Relay: to which one this page belongs, and the way there. A relay that serves the page is its own; a page that
// `concertina open` serves from one's own machine belongs to another, and that machine passes its requests on.
// doc/format.md, "requests".

import { Code } from '../core/core';
import { Refusal } from './home';

const HEADER = 'Concertina-Relay';
const PATIENCE = 10; // seconds

export const CLOSED =
  'Concertina does not run on this machine right now: start “concertina open” again. What you write is kept here and goes out by itself.';

// The origin of the relay to which a home that begins here belongs.
export async function relayHere(): Promise<string> {
  // Only there may `concertina open` stand behind the page.
  if (location.protocol !== 'http:' || location.hostname !== '127.0.0.1') return location.origin;
  try {
    const response = await fetch('/v1/relay', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE * 1000) });
    if (response.ok) return await response.text();
    if (response.status === 404) return location.origin; // a relay itself
  } catch {
    // Nobody is there: said below.
  }
  throw new Refusal('Concertina does not answer on this machine right now. Please start it again, then try once more.', Code.UNREACHABLE);
}

// Where a request for the relay at `origin` goes, and what it carries besides.
export function wayTo(origin: string): { base: string; passedOn: boolean; headers: Record<string, string> } {
  if (origin === location.origin) return { base: origin, passedOn: false, headers: {} };
  return { base: location.origin, passedOn: true, headers: { [HEADER]: origin } };
}
