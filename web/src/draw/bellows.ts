// Bellows: the geometry of the house picture. It knows no page and no colour; lengths are in pixels.
//
// Days stand side by side in order, each as wide as the next: days without an entry close up. Above the middle
// line is one person's need, below it the other's, mirrored; alone, the same need is mirrored, so that it is a
// bellows too. A day's edge lies at (value / 10) of the half height; between days the edge runs straight, as
// folded paper does.

export interface Level {
  want: number; // 0 to 10
  have: number;
}

export interface Frame {
  width: number;
  half: number; // from the middle line to the level 10
}

export interface Fold {
  x: number;
  up: number; // y of the solid edge above, and below the middle line
  down: number;
}

export interface Drawing {
  step: number; // how wide one day is
  width: number; // of what is drawn: at most the frame's
  middle: number; // y of the middle line
  folds: Fold[]; // one a day
  pleats: string; // all of them as one SVG path: a year has too many to be drawn one by one
  // SVG paths. `have` is the closed shape, `shade` every second face of it, `wants` and `haves` the open edges.
  upper: Side;
  lower: Side;
}
export interface Side {
  have: string;
  shade: string;
  haves: string;
  wants: string;
}

const kWidestDay = 36;
const kShadeFrom = 5; // narrower faces would only flicker

// How many days are readable in a picture of this width: a month at 360 pixels, a year at 1280.
export function readableDays(width: number): number {
  if (width < 480) return 31;
  if (width < 760) return 62;
  if (width < 1000) return 183;
  return 366;
}

// Which days to show: `count` of them, `back` days before the last; at the beginning it stops.
export function windowOf(total: number, count: number, back: number): { from: number; to: number } {
  const to = Math.max(Math.min(total, count), total - Math.max(0, back));
  return { from: Math.max(0, to - count), to };
}

function places(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, i) => (i + 0.5) * step);
}

const round = (value: number) => Math.round(value * 100) / 100;
const clamp = (value: number) => Math.min(10, Math.max(0, value));

// The edge through the days' heights, flat to the outer ends of the first and the last day.
function edge(xs: number[], ys: number[], width: number): [number, number][] {
  const first = ys[0];
  const last = ys[ys.length - 1];
  if (first === undefined || last === undefined) return [];
  return [[0, first], ...xs.map((x, i): [number, number] => [x, ys[i] ?? first]), [width, last]];
}

function line(points: [number, number][]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

function side(levels: Level[], xs: number[], width: number, middle: number, half: number, sign: 1 | -1): Side {
  const y = (value: number) => middle - (sign * clamp(value) * half) / 10;
  const haves = edge(xs, levels.map((level) => y(level.have)), width);
  const wants = edge(xs, levels.map((level) => y(level.want)), width);
  if (haves.length === 0) return { have: '', shade: '', haves: '', wants: '' };
  const step = width / levels.length;
  let shade = '';
  for (let i = 1; i < haves.length && step >= kShadeFrom; i += 2) {
    const [x0, y0] = haves[i - 1] as [number, number];
    const [x1, y1] = haves[i] as [number, number];
    shade += `${line([[x0, middle], [x0, y0], [x1, y1], [x1, middle]])}Z`;
  }
  const have = `M0 ${round(middle)}${line(haves).replace('M', 'L')}L${round(width)} ${round(middle)}Z`;
  return { have, shade, haves: line(haves), wants: line(wants) };
}

// `lower` null: alone, the same is mirrored. Both lists hold the same days.
export function draw(upper: Level[], lower: Level[] | null, frame: Frame): Drawing {
  const below = lower ?? upper;
  const count = Math.min(upper.length, below.length);
  const step = count === 0 ? 0 : Math.min(kWidestDay, frame.width / count);
  const width = step * count;
  const middle = frame.half;
  const xs = places(count, step);
  const above = upper.slice(0, count);
  const under = below.slice(0, count);
  const at = (value: number) => (clamp(value) * frame.half) / 10;
  const folds = xs.map((x, i) => ({
    x: round(x),
    up: round(middle - at(above[i]?.have ?? 0)),
    down: round(middle + at(under[i]?.have ?? 0)),
  }));
  return {
    step,
    width,
    middle,
    folds,
    pleats: folds.map(({ x, up, down }) => `M${x} ${up}V${down}`).join(''),
    upper: side(above, xs, width, middle, frame.half, 1),
    lower: side(under, xs, width, middle, frame.half, -1),
  };
}

// Which day lies at x: an index, or -1 where there is none at all.
export function dayAt(x: number, drawing: Drawing): number {
  const count = drawing.folds.length;
  if (count === 0) return -1;
  return Math.min(count - 1, Math.max(0, Math.floor(x / drawing.step)));
}

// Which days carry a date: as many as fit with `room` pixels each, evenly, the last one among them.
export function dated(count: number, step: number, room: number): number[] {
  if (count === 0 || step <= 0) return [];
  const every = Math.max(1, Math.ceil(room / step));
  const out: number[] = [];
  for (let i = count - 1; i >= 0; i -= every) out.unshift(i);
  return out;
}
