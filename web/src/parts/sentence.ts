// Sentence: the words that several pages say, and dates as people say them.

import { Refusal, type Keeping } from '../home/home';
import type { House, Item } from '../home/words';

export function sayRefusal(error: unknown): string {
  if (error instanceof Refusal && error.message) return error.message;
  if (error instanceof Error && error.message) return error.message;
  return 'That did not work. Nothing has changed; try again.';
}

export function keepingSentence(keeping: Keeping): string {
  switch (keeping) {
    case 'kept':
      return 'This browser keeps your room, sealed, until you clear its data.';
    case 'cache':
      return 'This browser keeps your room, sealed. It may clear it away when space is short, so export now and then.';
    case 'memory':
      return 'This browser keeps nothing: once this window closes, all that you write is gone. A private window does that. An ordinary window keeps it.';
  }
}

const few = ['', 'One device reads', 'Two devices read', 'Three devices read', 'Four devices read'];
// "Two devices read": my room, that is.
export const devicesSaid = (count: number): string => few[count] || `${count} devices read`;

export function partnerName(house: Pick<House, 'partner'>): string {
  return house.partner || 'your partner';
}

// Made at the first use and kept: making one takes longer than saying a hundred dates.
function format(options: Intl.DateTimeFormatOptions): (date: Date) => string {
  let made: Intl.DateTimeFormat | null = null;
  return (date) => (made ??= new Intl.DateTimeFormat('en-GB', options)).format(date);
}
const short = format({ day: 'numeric', month: 'short', timeZone: 'UTC' });
const long = format({ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
const longWithYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

// Days are civil days as their writer saw them: no time zone may move them.
function dateOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}
export function dayShort(day: string): string {
  return short(dateOf(day));
}
export function dayLong(day: string): string {
  const thisYear = day.slice(0, 4) === String(new Date().getFullYear());
  return (thisYear ? long : longWithYear)(dateOf(day));
}
// A moment of this device's own clock, such as when it last reached the relay.
export function momentSaid(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });
}

// 7 → "7", 6.5 → "6½", 6.25 → "6.25".
export function levelSaid(level: number): string {
  const whole = Math.floor(level);
  if (level === whole) return String(whole);
  if (level - whole === 0.5) return whole === 0 ? '½' : `${whole}½`;
  return String(Math.round(level * 100) / 100);
}

export function newestFirst<T extends Item>(items: T[]): T[] {
  return [...items].reverse();
}
