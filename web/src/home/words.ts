// What crosses from the core to the page: the JSON of capi/concertina.h and doc/format.md, "JSON".

export interface Need {
  want: number; // 0 to 10
  have: number;
  unmet: number; // want - have; below zero: more than wanted
}
export interface Needs {
  togetherness: Need;
  separateness: Need;
}

interface Written {
  id: string;
  author: 'me' | 'partner';
  at: string; // ISO 8601 with offset
  day: string; // YYYY-MM-DD, the civil day its writer saw
  words: string;
  // Mine only:
  versions?: number; // wordings that count; 1: never corrected
  shown?: boolean; // false: my partner can't see it yet
  open?: boolean; // it can still be corrected
}
export interface CheckIn extends Written, Needs {
  kind: 'check-in';
}
export interface Note extends Written {
  kind: 'note';
}
export interface Answer extends Written {
  kind: 'answer';
  question: number;
  asked: string; // the question's text; '' where this version does not know it
}
export type Item = CheckIn | Note | Answer;

export interface MyDay extends Needs {
  day: string;
}
export interface SharedDay {
  day: string;
  me: Needs;
  partner: Needs;
}

export interface House {
  name: string;
  partner: string; // '' while not known
  compared: boolean; // both said that the four words are the same
  i_compared: boolean;
  room: Item[]; // in order of time
  table: Item[];
  history: { mine: MyDay[]; shared: SharedDay[] };
  question: { number: number; text: string } | null; // the open one; null once answered or passed over
}

export interface Trouble {
  kind: string;
  whose: 'me' | 'partner';
  where: 'room' | 'table' | 'keys';
  say: string; // a sentence for the person
}

export interface Status {
  name: string;
  partner: string;
  relay: string; // '' while none is named
  table: boolean; // there is a table: something can be put on it
  paired: boolean;
  words: string | null; // the four words, once both have met
  i_compared: boolean;
  compared: boolean;
  partner_left: boolean;
  pairing: { role: 'inviter' | 'joiner'; link: string; ends: string } | null;
  waiting: number;
  unsent: number; // frames that the relay has not acknowledged
  last_reached: string | null;
  troubles: Trouble[];
  passphrase: boolean;
  example: boolean;
}

export type Writing =
  | ({ kind: 'check-in'; words: string; table: boolean; at?: string } & {
      togetherness: { want: number; have: number };
      separateness: { want: number; have: number };
    })
  | { kind: 'note'; words: string; table: boolean; at?: string }
  | { kind: 'answer'; question: number; words: string; table: boolean }
  | { kind: 'passed'; question: number };

export interface Correction {
  id: string;
  togetherness?: { want: number; have: number };
  separateness?: { want: number; have: number };
  words?: string;
}
