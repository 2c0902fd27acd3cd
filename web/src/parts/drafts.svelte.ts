// Drafts: what is typed and not kept yet. It lives in this window's memory alone, so that turning a page, or
// a refused write, loses nothing; it is never stored, since it is not sealed yet.

import type { House } from '../home/words';
import { clearForms, hasTypedText } from './forms.svelte';

export interface Levels {
  want: number | null; // null: not chosen yet
  have: number | null;
}

export interface Drafts {
  togetherness: Levels;
  separateness: Levels;
  words: string;
  note: string;
  answer: Answer;
}
// An answer belongs to the question that it was begun under, whichever stands by now.
export interface Answer {
  question: House['question']; // null: none is begun
  words: string;
}

const unset = (): Levels => ({ want: null, have: null });
const unbegun = (): Answer => ({ question: null, words: '' });
const empty = (): Drafts => ({
  togetherness: unset(),
  separateness: unset(),
  words: '',
  note: '',
  answer: unbegun(),
});

export const drafts: Drafts = $state(empty());

export function clearDrafts(): void {
  Object.assign(drafts, empty());
  clearForms();
}
export function clearCheckIn(): void {
  Object.assign(drafts, { togetherness: unset(), separateness: unset(), words: '' });
}
export function clearAnswer(): void {
  drafts.answer = unbegun();
}
export function hasText(): boolean {
  return hasTypedText() || [drafts.words, drafts.note, drafts.answer.words].some((text) => text.trim() !== '');
}
