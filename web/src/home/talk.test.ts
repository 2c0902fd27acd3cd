import { describe, expect, it } from 'vitest';
import type { View } from './home';
import { Gathering, inPieces } from './talk';
import type { Item } from './words';

const opened = (items: number): View => {
  const room = Array.from({ length: items }, (_, i) => ({ id: String(i) }) as Item);
  return { stage: 'open', house: { name: 'Ada', room, table: room.slice(0, 3), history: { mine: [], shared: [] } } } as unknown as View;
};

describe('a view on its way to the page', () => {
  it('arrives whole and in order, however long it is, and one after the other', () => {
    const gathering = new Gathering();
    for (const view of [opened(1), opened(1234), { stage: 'empty', keeping: 'kept' } as View, opened(500)]) {
      const messages = [...inPieces(view)].map((one) => gathering.take(structuredClone(one)));
      expect(messages.filter((one) => one)).toEqual([view]);
      expect(messages.at(-1)).toEqual(view);
    }
  });

  it('goes in messages that are all short', () => {
    for (const piece of inPieces(opened(30_000))) expect(JSON.stringify(piece).length).toBeLessThan(20_000);
  });
});
