// Forms: what is typed in the forms of the practice and not kept yet, as drafts.svelte.ts has it for the rest.

import type { CircleHalf, Reflection, Side, Sign, Solitude } from '../home/words';
import { at, localOf, today } from './times';

type Fields<T> = Omit<T, 'kind' | 'rests' | 'ending'>;
const open = (): number | null => null;
const anHourAgo = () => localOf(new Date(Date.now() - 3_600_000));

// `from`: the reflection that led to the form, by its id, as long as one has not turned the page.
const blank = {
  together: () => ({ when: anHourAgo(), minutes: 60, presence: open(), motive: open(), words: '' }),
  alone: () => ({ when: anHourAgo(), minutes: 60, chosen: 'yes' as Solitude['chosen'], words: '' }),
  signs: (): Record<Sign, number> => ({ irritable: 0, impatient: 0, depressed: 0, agitated: 0, ill: 0, anxious: 0 }),
  reflection: (): Fields<Reflection> & { id: string; step: number; shared: string } => ({
    id: '', // of the one that is taken up again
    step: -1, // -1: not begun
    shared: '',
    happened: '',
    about: 'open',
    need: '',
    fear: '',
    does: '',
    myself: '',
    partner: '',
  }),
  stretch: () => ({ side: 'togetherness' as Side, words: '', expected: open() }),
  invitation: () => ({ words: '', when: '', minutes: 0, from: '' }),
  myTime: () => ({ when: localOf(at(1, 10)), minutes: 120 }),
  circle: (): Fields<CircleHalf> & { id: string; from: string } => ({
    id: '', // of mine, taken up
    from: '',
    when: '',
    fear: '',
    so: '',
    step: '',
  }),
  gift: () => ({ side: 'togetherness' as Side, words: '' }),
  strain: () => ({ when: today(), words: '' }),
};
type Name = keyof typeof blank;
type Forms = { [N in Name]: ReturnType<(typeof blank)[N]> };

const all = () => Object.fromEntries(Object.entries(blank).map(([name, make]) => [name, make()])) as Forms;
export const forms: Forms = $state(all());

export function clearForm(name: Name): void {
  Object.assign(forms[name], blank[name]());
}
// As a page with this form opens: where nothing is entered yet, its time is taken anew.
export function freshen(name: 'together' | 'alone' | 'strain'): void {
  const entered = ({ when: _, ...rest }: { when: string }) => JSON.stringify(rest);
  if (entered(forms[name]) === entered(blank[name]())) clearForm(name);
}
export function clearForms(): void {
  for (const name of Object.keys(blank) as Name[]) clearForm(name);
}

const texts = {
  together: ['words'],
  alone: ['words'],
  reflection: ['happened', 'need', 'fear', 'does', 'myself', 'partner', 'shared'],
  stretch: ['words'],
  invitation: ['words'],
  circle: ['when', 'fear', 'so', 'step'],
  gift: ['words'],
  strain: ['words'],
};
export function isBegun(name: keyof typeof texts): boolean {
  const form = forms[name] as unknown as Record<string, string>;
  return texts[name].some((field) => form[field]!.trim() !== '');
}
export function hasTypedText(): boolean {
  return (Object.keys(texts) as (keyof typeof texts)[]).some(isBegun);
}
