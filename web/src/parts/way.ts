// Way: where one is, in memory alone. The browser's history holds one entry in all, always at the same
// address: whoever presses Back, or looks through the history, finds no trail.

type InRoom = 'devices' | 'recovery' | 'days' | 'together' | 'alone' | 'fills' | 'signs' | 'reflection' | 'stretch' | 'help';
type OnTable = 'ask' | 'my-time' | 'circle' | 'gifts';
export type Place = 'room' | 'table' | 'invite' | 'join' | 'taken' | 'settings' | InRoom | OnTable;

// Reads the link that this page was opened with, if any, and takes it out of the address.
export function arrive(): string {
  const link = ['/join', '/device'].includes(location.pathname) && location.hash.length > 1 ? location.href : '';
  history.replaceState(null, '', '/');
  return link;
}

// Of the two sorts of link: one by which a further device comes, not a partner.
export const isForDevice = (link: string): boolean => link !== '' && new URL(link).pathname === '/device';

// Quick exit (care rule 10): the page is blank at once, then replaced by a neutral one.
export function leaveAtOnce(lock: () => Promise<void>): void {
  leaving = true;
  document.title = 'Notes';
  document.body.replaceChildren();
  lock().catch(() => undefined);
  location.replace('/blank.html');
}

let leaving = false;

// Asks before the window closes on text that is nowhere else. Never in the way of a quick exit.
export function guardText(hasText: () => boolean): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (!leaving && hasText()) event.preventDefault();
  };
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
}
