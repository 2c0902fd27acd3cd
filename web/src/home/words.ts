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

export type Side = keyof Needs;

// What can be written, kind by kind.
export interface CheckIn extends Needs {
  kind: 'check-in';
  words: string;
}
export interface Note {
  kind: 'note';
  words: string;
}
export interface Answer {
  kind: 'answer';
  question: number;
  asked: string; // the question's text; '' where this version does not know it
  words: string;
}
export interface TimeTogether {
  kind: 'time-together';
  minutes: number;
  presence: number | null; // 0 to 10, as the next
  motive: number | null;
  words: string;
}
export interface Solitude {
  kind: 'solitude';
  minutes: number;
  chosen: 'yes' | 'no';
  words: string; // towards what
}
export const signs = ['irritable', 'impatient', 'depressed', 'agitated', 'ill', 'anxious'] as const;
export type Sign = (typeof signs)[number];
export interface Signs extends Record<Sign, number> {
  kind: 'signs'; // each 0 to 3
}
export interface Reflection {
  kind: 'reflection';
  happened: string;
  about: 'open' | Side;
  need: string;
  fear: string;
  does: string;
  myself: string;
  partner: string;
  ending: 'open' | 'kept' | 'shared' | 'invited' | 'did' | 'circle';
  rests: string | null;
}
export interface Stretch {
  kind: 'stretch';
  side: Side;
  words: string;
  expected: number; // 0 to 10, as the next
  found: number | null;
}
export interface Invitation {
  kind: 'invitation';
  words: string;
  starts: string | null;
  minutes: number; // 0: not said
}
export interface Reply {
  kind: 'reply';
  invitation: string; // the item it answers
  says: 'gladly' | 'willing' | 'not-now' | 'another-time';
  words: string;
  starts: string | null; // of another time
}
export interface MyTime {
  kind: 'my-time';
  starts: string;
  minutes: number;
}
export interface CircleHalf {
  kind: 'circle-half';
  when: string;
  fear: string;
  so: string;
  step: string;
}
export interface Gift {
  kind: 'gift';
  side: Side;
  words: string;
}
export interface Strain {
  kind: 'strain'; // the item's day was strained from outside
  words: string;
}

interface Life {
  fades: string;
  faded: boolean;
  reply: string | null; // the item that answers it
}
interface Written {
  id: string;
  author: 'me' | 'partner';
  at: string; // ISO 8601 with offset
  day: string; // YYYY-MM-DD, the civil day its writer saw
  // Mine only:
  versions?: number; // wordings that count; 1: never corrected
  shown?: boolean; // false: my partner can't see it yet
  open?: boolean; // it can still be corrected
  earlier?: EarlierWording[]; // that I replaced, the oldest first
}
// The moment, and all the fields of the item's kind as they were.
export type EarlierWording = { written: string } & Record<string, unknown>;
export type Item = Written &
  (
    | CheckIn
    | Note
    | Answer
    | TimeTogether
    | Solitude
    | Signs
    | Reflection
    | Stretch
    | (Invitation & Life)
    | Reply
    | MyTime
    | CircleHalf
    | Gift
    | Strain
  );
export type Kind = Item['kind'];
export type Told<K extends Kind> = Extract<Item, { kind: K }>;

export interface MyDay extends Needs {
  day: string;
  together?: { minutes: number; presence: number | null; motive: number | null }; // where I wrote of any
  alone?: { chosen: number; unchosen: number }; // minutes
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
  map: { days: number; me: Needs; partner: Needs } | null; // where each usually stands, from the table's last month
  quiet: { ask: boolean; afraid: boolean }; // the private question: is it time, and was the last answer yes
  preferences: Record<string, string>; // by name
}

export interface Trouble {
  kind: string;
  whose: 'me' | 'partner';
  where: 'room' | 'table' | 'keys';
  say: string; // a sentence for the person
}

// One of mine that reads my room.
export interface MyDevice {
  id: string; // a name, and no secret
  this: boolean;
  wrote: string | null; // the day on which something was last written there
  leaving: boolean; // it is removed once the relay takes that
}

// A recovery code, shown this once, and the numbers of the two groups to be typed back.
export interface FreshCode {
  code: string;
  ask: [number, number];
}

// A device on its way to be one of somebody's.
export interface Arrival {
  by: 'link' | 'code';
  relay: string;
  words: string | null; // the four words, once the other device has answered
  same: boolean; // the person here said that they are the same
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
  devices: MyDevice[];
  removed: boolean; // another device of mine took this one out
  adding: { link: string; ends: string; words: string | null; agreed: boolean } | null; // a further device
  recovery: 'none' | 'unchecked' | 'checked'; // unchecked: not typed back yet
  recovery_waits: boolean; // the new code counts once the relay took it
  waiting: number;
  unsent: number; // frames that the relay has not acknowledged
  last_reached: string | null;
  troubles: Trouble[];
  passphrase: boolean;
  example: boolean;
}

type Levels = Record<Side, { want: number; have: number }>;
type Dated = { at?: string }; // else now
type Copied = { table: boolean }; // true: a copy goes on the table
export type Writing =
  | ({ kind: 'check-in'; words: string } & Levels & Copied & Dated)
  | (Note & Copied & Dated)
  | (Omit<Answer, 'asked'> & Copied)
  | { kind: 'passed'; question: number }
  | { kind: 'quiet-answer'; afraid: 'no' | 'yes' | 'unsaid' }
  | { kind: 'preference'; name: string; value: string }
  | ((TimeTogether | Solitude | Signs | Reflection | Stretch) & Dated)
  | ((CircleHalf | Gift) & Copied)
  | Invitation
  | Reply
  | MyTime
  | (Strain & Dated);

// The ids of what was written, where it was put.
export interface Put {
  room: string | null;
  table: string | null;
}

type Changes<W> = W extends Writing ? Partial<Omit<W, 'kind' | 'at' | 'table'>> : never;
export type Correction = { id: string } & Changes<Writing>; // of the fields, those that shall be different

// Whether my signs go together with my own unmet needs (core/house/sign_link.h).
export interface SignLinks {
  days: number; // with signs and a check-in
  enough: boolean; // to look at all
  links: { sign: Sign; need: Side; lag: number; strength: number; chance: number }[];
}

// What both can see of the two circles (core/house/two_circles.h), as the study takes it: [day, which, unmet].
export interface Circles {
  days: number; // that hold both
  circles: [Seen[], Seen[]];
  strained: number[]; // when the strained days among them begin
}
type Seen = [day: number, which: 0 | 1, unmet: number];

// What my own room holds for “hours or presence?” (core/house/lived.h), as the study takes it.
export interface Fills {
  asks: 'fills';
  days: number; // with a check-in
  times: number; // together, whose presence was said
  alone: number; // that were chosen
  sights: Seen[];
  pushes: [day: number, given: 0 | 1 | 2, dose: number][];
}
