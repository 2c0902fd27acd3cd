import { describe, expect, it } from 'vitest';
import type { Item } from '../home/words';
import { anything, firstDays, kindsIn, mine, search, type Wish } from './mydays';

const note = (day: string, time: string, words: string, author: 'me' | 'partner' = 'me'): Item => ({
  id: `${day} ${time} ${words}`, author, at: `${day}T${time}+01:00`, day, kind: 'note', words,
});
const reflection: Item = {
  id: 'r', author: 'me', at: '2026-11-20T22:00+01:00', day: '2026-11-20', kind: 'reflection',
  happened: 'The door was closed.', about: 'togetherness', need: 'Seen', fear: '', does: '', myself: '',
  partner: 'I’d like your FACE first.', ending: 'kept', rests: null,
};
const answer: Item = {
  id: 'a', author: 'me', at: '2026-11-19T08:00+01:00', day: '2026-11-19', kind: 'answer', question: 1,
  asked: 'What made you laugh?', words: 'The Café.',
};
const time: Item = {
  id: 't', author: 'me', at: '2026-11-21T09:00+01:00', day: '2026-11-21', kind: 'my-time',
  starts: '2026-11-22T09:00+01:00', minutes: 60,
};
const room = [answer, reflection, note('2026-11-21', '07:30', 'Rain'), note('2026-11-21', '21:10', 'Still rain, and tea')];
const table = [note('2026-11-21', '07:00', 'Rain'), time, note('2026-11-21', '12:00', 'theirs', 'partner')];
const all = mine(room, table);
const said = (wish: Partial<Wish>) => search(all, { ...anything, ...wish }).map(({ item }) => item.id);

describe('all of mine', () => {
  it('stands with the newest first, and holds nothing of the partner’s', () => {
    expect(all.map(({ item }) => item.at.slice(0, 16))).toEqual([
      '2026-11-21T21:10', '2026-11-21T09:00', '2026-11-21T07:30', '2026-11-21T07:00', '2026-11-20T22:00', '2026-11-19T08:00',
    ]);
  });

  it('stays together by the day that its writer saw, wherever they were', () => {
    const there = { ...note('2026-11-21', '23:30', 'Honolulu'), at: '2026-11-21T23:30-10:00' };
    const home = note('2026-11-22', '01:00', 'Berlin');
    expect(mine([home, there], []).map(({ item }) => item.day)).toEqual(['2026-11-22', '2026-11-21']);
  });

  it('shows a copy on the table only on wish, and always what stands there alone', () => {
    expect(said({})).toEqual(expect.arrayContaining(['t']));
    const strain: Item = { ...note('2026-11-18', '12:00', 'Visitors'), kind: 'strain', words: 'Visitors' };
    expect(search(mine([], [strain]), { ...anything, words: 'visitors' })).toHaveLength(1);
    expect(said({ words: 'rain' })).toHaveLength(2);
    expect(said({ words: 'rain', copies: true })).toHaveLength(3);
  });
});

describe('looking for words', () => {
  it('looks into every text of an entry, whatever the case, accents and quotation marks', () => {
    expect(said({ words: 'DOOR' })).toEqual(['r']);
    expect(said({ words: "i'd like" })).toEqual(['r']);
    expect(said({ words: 'face' })).toEqual(['r']);
    expect(said({ words: 'cafe' })).toEqual(['a']);
    expect(said({ words: 'made you laugh' })).toEqual(['a']);
  });

  it('finds a sign by its name, where it was felt', () => {
    const felt: Item = {
      id: 's', author: 'me', at: '2026-11-20T22:00+01:00', day: '2026-11-20', kind: 'signs',
      irritable: 0, impatient: 0, depressed: 0, agitated: 2, ill: 0, anxious: 0,
    };
    const find = (words: string) => search(mine([felt], []), { ...anything, words }).length;
    expect([find('restless'), find('anxious'), find('signs')]).toEqual([1, 0, 1]);
  });

  it('finds what has all of the words, in any order', () => {
    expect(said({ words: 'tea  rain' })).toEqual(['2026-11-21 21:10 Still rain, and tea']);
    expect(said({ words: 'tea door' })).toEqual([]);
  });

  it('takes marks of patterns for what they are', () => {
    expect(said({ words: '.*' })).toEqual([]);
    expect(said({ words: '(' })).toEqual([]);
  });
});

describe('narrowing', () => {
  it('goes by kind and by the last day', () => {
    expect(said({ kind: 'reflection' })).toEqual(['r']);
    expect(said({ until: '2026-11-20' })).toEqual(['r', 'a']);
    expect(said({ until: '2026-11-18' })).toEqual([]);
  });

  it('offers the kinds that there are, and no others', () => {
    expect(kindsIn(all)).toEqual(['note', 'answer', 'reflection', 'my-time']);
  });
});

describe('in parts', () => {
  const found = search(all, { ...anything, copies: true });
  it('shows whole days, as many as hold the first entries', () => {
    expect(firstDays(found, 1).map(({ day, found }) => [day, found.length])).toEqual([['2026-11-21', 4]]);
    expect(firstDays(found, 5).map(({ day, found }) => [day, found.length])).toEqual([['2026-11-21', 4], ['2026-11-20', 1]]);
    expect(firstDays(found, 100)).toHaveLength(3);
    expect(firstDays([], 10)).toEqual([]);
  });
});
