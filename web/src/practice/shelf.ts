// Shelf: stretches to choose from, from two minutes to a weekend. A stretch is a small try of one's less
// developed side: towards togetherness for those at home in separateness, and the other way round.

import type { Side } from '../home/words';

export const shelf: { side: Side; takes: string; words: string }[] = [
  { side: 'togetherness', takes: '2 minutes', words: 'Say one thing about my day before I am asked.' },
  { side: 'togetherness', takes: '2 minutes', words: 'Stay in the hug until my breath grows slow.' },
  { side: 'togetherness', takes: '5 minutes', words: 'Ask how it was, then ask one thing more.' },
  { side: 'togetherness', takes: '10 minutes', words: 'Sit beside them with nothing in my hands.' },
  { side: 'togetherness', takes: '15 minutes', words: 'Say what I am afraid of just now, without solving it.' },
  { side: 'togetherness', takes: 'an hour', words: 'Cook with them instead of before they come home.' },
  { side: 'togetherness', takes: 'an evening', words: 'Let them plan the evening, and go along with it.' },
  { side: 'togetherness', takes: 'a weekend', words: 'Spend two days away together with no plan of my own in them.' },
  { side: 'separateness', takes: '2 minutes', words: 'Leave a message unwritten until my hands are calm.' },
  { side: 'separateness', takes: '5 minutes', words: 'Step outside alone, and take in three things I can hear.' },
  { side: 'separateness', takes: '10 minutes', words: 'When they go to another room, stay in mine.' },
  { side: 'separateness', takes: '20 minutes', words: 'Begin something I like before I know what they do.' },
  { side: 'separateness', takes: 'an hour', words: 'Go for a walk by myself, and tell nobody what I thought.' },
  { side: 'separateness', takes: 'an evening', words: 'Meet a friend of mine, alone.' },
  { side: 'separateness', takes: 'a day', words: 'Spend a day on something that is only mine.' },
  { side: 'separateness', takes: 'a weekend', words: 'Go somewhere for two days by myself, and write once.' },
];
