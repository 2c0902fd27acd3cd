// Kinds: what each kind of entry is called, and which texts of it its author can put into other words.

import type { Item, Kind, Sign } from '../home/words';

// A text of an item: its field, and what stands above it.
export type Text = [field: string, label: string];

interface Shape {
  said: string;
  texts: Text[];
}
const words = (label: string): Text[] => [['words', label]];

export const kinds: Record<Kind, Shape> = {
  'check-in': { said: 'check-in', texts: [] }, // its levels and words have a form of their own
  note: { said: 'note', texts: words('Your note') },
  answer: { said: 'answer', texts: words('Your answer') },
  'time-together': { said: 'time together', texts: words('Words, if you like') },
  solitude: { said: 'time alone', texts: words('Towards what') },
  signs: { said: 'signs', texts: [] },
  reflection: {
    said: 'turning to myself',
    texts: [
      ['happened', 'What happened'],
      ['need', 'The need'],
      ['fear', 'The fear'],
      ['does', 'What it has me do'],
      ['myself', 'What I can do myself'],
      ['partner', 'What they may know'],
    ],
  },
  stretch: { said: 'stretch', texts: words('What you try') },
  invitation: { said: 'invitation', texts: words('Your invitation') },
  reply: { said: 'reply', texts: words('Your words') },
  'my-time': { said: 'my time', texts: [] },
  'circle-half': {
    said: 'half of the circle',
    texts: [
      ['when', 'When you'],
      ['fear', 'I fear'],
      ['so', 'So I'],
      ['step', 'The smallest step'],
    ],
  },
  gift: { said: 'gift', texts: words('What it gives you') },
  strain: { said: 'strained day', texts: words('What it was, if you like') },
};

export function textOf(item: Item, field: string): string {
  return (item as unknown as Record<string, string>)[field] ?? '';
}

export const signNames: Record<Sign, string> = {
  irritable: 'Irritable',
  impatient: 'Impatient',
  depressed: 'Low',
  agitated: 'Restless',
  ill: 'Physically ill',
  anxious: 'Anxious',
};
export const strengths = ['none', 'a little', 'some', 'strong'];
export const answers = {
  gladly: 'Gladly',
  willing: 'Willing',
  'not-now': 'Not now',
  'another-time': 'Another time',
} as const;
export const endings = {
  open: 'left for now',
  kept: 'kept',
  shared: 'some of it said on the table',
  invited: 'an invitation came of it',
  did: 'something to do myself',
  circle: 'my half of the circle',
} as const;
