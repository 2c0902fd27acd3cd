// My days: which of my entries one looks for, and the days they stand in. It knows no page.

import { signs, type Item, type Kind } from '../home/words';
import { kinds, signNames, textOf } from './kinds';

export interface Found {
  item: Item;
  place: 'room' | 'table';
}
export interface FoundDay {
  day: string; // YYYY-MM-DD, as its writer saw it
  found: Found[]; // the newest first
}
export interface Wish {
  words: string; // each of them occurs, in whatever case; '': any
  kind: Kind | 'all';
  until: string; // the last day to look at, YYYY-MM-DD; '': today's
  copies: boolean; // also what I put on the table and have, or had, in my room
}
export const anything: Wish = { words: '', kind: 'all', until: '', copies: false };

// What never had an original in the room: it is mine, and stands on the table alone.
const onTableAlone: readonly Kind[] = ['invitation', 'reply', 'my-time', 'strain'];

// All of mine, the newest day first and the newest of a day first.
export function mine(room: Item[], table: Item[]): Found[] {
  const all: Found[] = [
    ...room.map((item) => ({ item, place: 'room' as const })),
    ...table.filter((item) => item.author === 'me').map((item) => ({ item, place: 'table' as const })),
  ];
  const times = new Map(all.map(({ item }) => [item, Date.parse(item.at)]));
  const time = (one: Found) => times.get(one.item) ?? 0;
  // A copy on the table knows the hour alone: it stands behind what was written within it.
  return all.sort((a, b) => (a.item.day === b.item.day ? time(b) - time(a) : a.item.day < b.item.day ? 1 : -1));
}

// Letters as one looks for them: case, accents and the form of a quotation mark play no part.
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[’‘]/g, "'").replace(/[“”„]/g, '"').toLowerCase();
}

// All words of an entry, looked up again and again while one types.
const known = new WeakMap<Item, string>();
function allWords(item: Item): string {
  const before = known.get(item);
  if (before !== undefined) return before;
  const { said, texts } = kinds[item.kind];
  const fields = item.kind === 'check-in' ? ['words'] : texts.map(([field]) => field);
  const asked = item.kind === 'answer' ? item.asked : '';
  const felt = item.kind === 'signs' ? signs.filter((sign) => item[sign] > 0).map((sign) => signNames[sign]) : [];
  const text = plain([said, asked, ...felt, ...fields.map((field) => textOf(item, field))].join('\n'));
  known.set(item, text);
  return text;
}

export function search(all: Found[], wish: Wish): Found[] {
  const words = plain(wish.words).split(/\s+/).filter((word) => word !== '');
  return all.filter(
    ({ item, place }) =>
      (wish.copies || place === 'room' || onTableAlone.includes(item.kind)) &&
      (wish.kind === 'all' || item.kind === wish.kind) &&
      (wish.until === '' || item.day <= wish.until) &&
      words.every((word) => allWords(item).includes(word)),
  );
}

// The first of them as days, whole ones: as many as hold `most` entries.
export function firstDays(found: Found[], most: number): FoundDay[] {
  const days: FoundDay[] = [];
  for (const [at, one] of found.entries()) {
    const last = days[days.length - 1];
    if (last?.day === one.item.day) last.found.push(one);
    else if (at >= most) break;
    else days.push({ day: one.item.day, found: [one] });
  }
  return days;
}

// The kinds that there are, in the order in which `kinds` has them.
export function kindsIn(all: Found[]): Kind[] {
  const there = new Set(all.map(({ item }) => item.kind));
  return (Object.keys(kinds) as Kind[]).filter((kind) => there.has(kind));
}
