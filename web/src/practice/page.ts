// Page: what a page of the practice is given.

import type { Home } from '../home/home';
import type { House, Item, Kind, Reflection, Status, Told } from '../home/words';
import type { Place } from '../parts/way';

export interface PageProps {
  home: Home;
  house: House;
  status: Status;
  go: (to: Place) => void;
}

export const ofKind = <K extends Kind>(items: Item[], kind: K): Told<K>[] =>
  items.filter((item): item is Told<K> => item.kind === kind);

// Reflections that were left for now.
export const unfinished = (house: House): Told<'reflection'>[] =>
  ofKind(house.room, 'reflection').filter((one) => one.ending === 'open');

export const sides = [
  ['togetherness', 'Togetherness'],
  ['separateness', 'Separateness'],
] as const;

// What came of the reflection `from` is written: it says so, too. '': none led there. Where that can't be kept, it
// stays as it is, and what was written stands.
export async function cameOf(home: Home, from: string, ending: Reflection['ending']): Promise<void> {
  if (from !== '') await home.correct({ id: from, ending }).catch(() => undefined);
}
