import { describe, expect, it } from 'vitest';
import { drawHours, hoursSaid, lengthOf, type Spent } from './hours';

const half = 30;
const together = (minutes: number, presence: number | null = null, motive: number | null = null): Spent => ({
  together: { minutes, presence, motive },
});
const alone = (chosen: number, unchosen: number): Spent => ({ alone: { chosen, unchosen } });
const draw = (days: Spent[], step = 12) => drawHours(days, days.map((_, i) => (i + 0.5) * step), step, half);
// The heights that a path of boxes spans, and where each stands.
const boxes = (path: string) =>
  [...path.matchAll(/M(-?[\d.]+) ([\d.]+)V([\d.]+)H(-?[\d.]+)/g)].map(([, left, from, to, right]) => ({
    x: (Number(left) + Number(right)) / 2, from: Number(from), to: Number(to),
  }));

describe('time under the bellows', () => {
  it('stands above the line where it was together, and hangs below where it was alone', () => {
    const { bars, chosen } = draw([together(60, 5), alone(60, 0)]);
    expect(boxes(bars)).toMatchObject([{ x: 6, from: half }]);
    expect(boxes(bars)[0]!.to).toBeLessThan(half);
    expect(boxes(chosen)).toMatchObject([{ x: 18, from: half }]);
    expect(boxes(chosen)[0]!.to).toBeGreaterThan(half);
  });

  it('tells hours and presence apart: as high as it was long, filled as far as they were here', () => {
    const few = draw([together(120, 10), together(120, 5), together(120, 0)]);
    const heights = (path: string) => boxes(path).map(({ to }) => half - to);
    expect(new Set(heights(few.bars)).size).toBe(1);
    const [whole, part] = heights(few.filled);
    expect(whole).toBeCloseTo(heights(few.bars)[0]!, 1);
    expect(part).toBeCloseTo(whole! / 2, 1);
    expect(heights(few.filled)).toHaveLength(2);
  });

  it('fills nothing in where presence was not said', () => {
    const drawing = draw([together(60)]);
    expect(drawing.bars + drawing.filled).toBe('');
    expect(drawing.lines).not.toBe('');
  });

  it('has a dot for wanted to, a dash for had to, and neither in the middle or unsaid', () => {
    const drawing = draw([together(60, 5, 9), together(60, 5, 1), together(60, 5, 5), together(60, 5, null)]);
    expect(drawing.wanted.split('M')).toHaveLength(2);
    expect(drawing.hadTo.split('M')).toHaveLength(2);
    expect(drawing.wanted).toContain('h0');
    expect(drawing.hadTo).not.toContain('h0');
    expect(draw([together(60, 5, 9)], 3).wanted).toBe('');
  });

  it('draws what was not chosen under what was', () => {
    const { chosen, unchosen } = draw([alone(60, 30), alone(0, 45)]);
    expect(boxes(chosen)).toHaveLength(1);
    expect(boxes(unchosen)[0]!.from).toBe(boxes(chosen)[0]!.to);
    expect(boxes(unchosen)[1]!.from).toBe(half);
  });

  it('stays within its frame, and shows the shortest time', () => {
    expect(lengthOf(0, half)).toBe(0);
    expect(lengthOf(1, half)).toBeGreaterThanOrEqual(3);
    expect(lengthOf(99_999, half)).toBe(half);
    expect(lengthOf(120, half)).toBeGreaterThan(lengthOf(60, half));
    const { bars, wanted, unchosen } = draw([together(9_999, 10, 10), alone(9_999, 9_999)]);
    expect(boxes(bars)[0]!.to).toBeGreaterThanOrEqual(0);
    expect(Number(/ ([\d.-]+)h/.exec(wanted)![1])).toBeGreaterThanOrEqual(1);
    expect(boxes(unchosen)[0]!.to).toBeLessThanOrEqual(2 * half);
  });

  it('draws nothing for days without any', () => {
    expect(Object.values(draw([{}, {}])).join('')).toBe('');
  });
});

describe('in words', () => {
  const said = (spent: Spent) => hoursSaid(spent).map(({ what, said }) => `${what}: ${said}`);
  it('says all that the picture shows', () => {
    expect(said(together(150, 7.5, 9))).toEqual(['Time together: 2½ hours, presence 7½, motive 9, rather “I wanted to”']);
    expect(said(together(60, 0, 2))).toEqual(['Time together: 1 hour, presence 0, motive 2, rather “I had to”']);
    expect(said(together(45, null, 5))).toEqual(['Time together: 45 minutes, motive 5']);
    expect(said(alone(60, 0))).toEqual(['Time alone: 1 hour, chosen']);
    expect(said(alone(0, 30))).toEqual(['Time alone: 30 minutes, not chosen']);
    expect(said(alone(60, 30))).toEqual(['Time alone: 1½ hours, 30 minutes of it not chosen']);
    expect(said({})).toEqual([]);
  });
});
