// Hours: the geometry of the time that one spent, under one's own bellows, and how it is said. Lengths are in pixels.
//
// Each day keeps its place. Above the line stands time together, as high as it was long, filled as far as the other
// was felt to be here; where that was not said, it is a thin line. Over it a dot says "I wanted to", a dash "I had to".
// Below the line hangs time alone: what was chosen, and under it, broken, what came about.

import type { MyDay } from '../home/words';
import { levelSaid } from '../parts/sentence';
import { lengthSaid } from '../parts/times';

export type Spent = Pick<MyDay, 'together' | 'alone'>;

export interface Hours {
  bars: string; // SVG paths: time together whose presence was said
  filled: string; // the part of it that stands for presence
  lines: string; // time together whose presence was not said
  wanted: string; // dots
  hadTo: string; // dashes
  chosen: string;
  unchosen: string;
}

const kLongest = 8 * 60; // minutes; what is longer is drawn as long as this
const kLeast = 3; // the shortest time can still be seen
const kRoomAbove = 6; // for the dots and dashes
const kMarksFrom = 5; // narrower days have no room for them

const round = (value: number) => Math.round(value * 100) / 100;

// Not in proportion: a quarter of an hour counts, and a day does not hide it.
export function lengthOf(minutes: number, half: number): number {
  if (minutes <= 0) return 0;
  return Math.max(kLeast, half * Math.sqrt(Math.min(minutes, kLongest) / kLongest));
}

function box(x: number, width: number, from: number, to: number): string {
  const left = round(x - width / 2);
  return `M${left} ${round(from)}V${round(to)}H${round(x + width / 2)}V${round(from)}Z`;
}

// `xs`: the middle of each day, `step`: how wide a day is, `half`: from the line to either edge.
export function drawHours(days: Spent[], xs: number[], step: number, half: number): Hours {
  const out: Hours = { bars: '', filled: '', lines: '', wanted: '', hadTo: '', chosen: '', unchosen: '' };
  const width = Math.min(9, Math.max(1.5, step * 0.55));
  const high = half - kRoomAbove;
  days.forEach(({ together, alone }, i) => {
    const x = xs[i];
    if (x === undefined) return;
    if (together) {
      const length = lengthOf(together.minutes, high);
      if (together.presence === null) {
        out.lines += `M${round(x)} ${half}V${round(half - length)}`;
      } else {
        out.bars += box(x, width, half, half - length);
        if (together.presence > 0) out.filled += box(x, width, half, half - (length * together.presence) / 10);
      }
      if (together.motive !== null && together.motive !== 5 && step >= kMarksFrom) {
        const y = round(half - length - 4);
        const reach = round(Math.min(3, width / 2 + 0.5));
        if (together.motive > 5) out.wanted += `M${round(x)} ${y}h0`;
        else out.hadTo += `M${round(x - reach)} ${y}h${2 * reach}`;
      }
    }
    if (alone) {
      const chosen = lengthOf(alone.chosen, high);
      if (chosen > 0) out.chosen += box(x, width, half, half + chosen);
      const all = lengthOf(alone.chosen + alone.unchosen, high);
      if (alone.unchosen > 0) out.unchosen += box(x, width, half + chosen, half + Math.max(all, chosen + kLeast));
    }
  });
  return out;
}

// A day's time in words; what there was none of is left out.
export function hoursSaid({ together, alone }: Spent): { what: string; said: string }[] {
  const out = [];
  if (together) {
    const { minutes, presence, motive } = together;
    const felt = [lengthSaid(minutes)];
    if (presence !== null) felt.push(`presence ${levelSaid(presence)}`);
    if (motive !== null) felt.push(`motive ${levelSaid(motive)}${towards(motive)}`);
    out.push({ what: 'Time together', said: felt.join(', ') });
  }
  if (alone) out.push({ what: 'Time alone', said: aloneSaid(alone) });
  return out;
}

function towards(motive: number): string {
  if (motive === 5) return '';
  return motive > 5 ? ', rather “I wanted to”' : ', rather “I had to”';
}

function aloneSaid({ chosen, unchosen }: { chosen: number; unchosen: number }): string {
  if (unchosen === 0) return `${lengthSaid(chosen)}, chosen`;
  if (chosen === 0) return `${lengthSaid(unchosen)}, not chosen`;
  return `${lengthSaid(chosen + unchosen)}, ${lengthSaid(unchosen)} of it not chosen`;
}
