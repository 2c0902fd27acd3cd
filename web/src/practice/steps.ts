// Steps: the six steps of turning to oneself, each with an example, and words to begin from where that helps.

import type { Reflection } from '../home/words';

export type StepField = 'happened' | 'need' | 'fear' | 'does' | 'myself' | 'partner';

interface Step {
  field: StepField & keyof Reflection;
  asks: string;
  example: string;
  chips: string[];
}

export const steps: Step[] = [
  {
    field: 'happened',
    asks: 'What happened, as a camera would have seen it?',
    example: 'I came home and the door of the other room was closed.',
    chips: [],
  },
  {
    field: 'need',
    asks: 'Which need of yours was it about?',
    example: 'To be welcome.',
    chips: ['seen', 'safe', 'welcome', 'trusted', 'free', 'rested', 'my own'],
  },
  {
    field: 'fear',
    asks: 'Which fear is under it, that you do not say?',
    example: 'That I do not matter when there is something more interesting.',
    chips: [
      'being left',
      'being swallowed',
      'not mattering',
      'failing',
      'being controlled',
      'being alone',
      'being too much',
    ],
  },
  {
    field: 'does',
    asks: 'What does that fear have you do?',
    example: 'I go quiet and wait to be asked.',
    chips: ['judge', 'press', 'persuade', 'withdraw', 'please', 'keep accounts'],
  },
  {
    field: 'myself',
    asks: 'What can you do for this need yourself?',
    example: 'Call my sister. Sit in the sun for ten minutes.',
    chips: [],
  },
  {
    field: 'partner',
    asks: 'What would you like them to know, with nothing to answer?',
    example: 'When I come home I look for your face first.',
    chips: [],
  },
];
