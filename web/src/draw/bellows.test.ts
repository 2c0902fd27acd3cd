import { describe, expect, it } from 'vitest';
import { dated, dayAt, draw, readableDays, windowOf, type Level } from './bellows';

const frame = { width: 300, half: 50 };
const day = (have: number, want = have): Level => ({ have, want });

function points(path: string): [number, number][] {
  return [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])]);
}

describe('the bellows', () => {
  it('puts the solid edge at what was had and the thin one at what was wanted', () => {
    const side = draw([day(4, 8), day(4, 8)], null, frame).upper;
    for (const [, y] of points(side.haves)) expect(y).toBe(50 - 20);
    for (const [, y] of points(side.wants)) expect(y).toBe(50 - 40);
  });

  it('mirrors the partner below the middle line', () => {
    const drawing = draw([day(6)], [day(2)], frame);
    expect(drawing.folds[0]).toMatchObject({ up: 20, down: 60 });
  });

  it('mirrors a person alone, so that it is a bellows too', () => {
    const drawing = draw([day(6), day(3)], null, frame);
    for (const fold of drawing.folds) expect(drawing.middle - fold.up).toBe(fold.down - drawing.middle);
  });

  it('has one pleat a day, all equally far apart', () => {
    const { folds, pleats, step } = draw(Array.from({ length: 30 }, (_, i) => day(i % 10)), null, frame);
    expect(folds).toHaveLength(30);
    expect(pleats.split('M').slice(1)).toEqual(folds.map(({ x, up, down }) => `${x} ${up}V${down}`));
    folds.slice(1).forEach((fold, i) => expect(fold.x - (folds[i]?.x ?? 0)).toBeCloseTo(step, 1));
  });

  it('is small while there are few days, and never wider than its frame', () => {
    expect(draw([day(5)], null, frame).width).toBeLessThan(60);
    expect(draw(Array.from({ length: 400 }, () => day(5)), null, frame).width).toBeCloseTo(300);
  });

  it('draws nothing for nothing', () => {
    const drawing = draw([], [], frame);
    expect(drawing.folds).toEqual([]);
    expect(drawing.upper.have).toBe('');
    expect(dayAt(10, drawing)).toBe(-1);
  });

  it('only draws days that both have', () => {
    expect(draw([day(1), day(2), day(3)], [day(1)], frame).folds).toHaveLength(1);
  });

  it('keeps every level between the middle line and the frame', () => {
    for (const [, y] of points(draw([day(-3, 14)], null, frame).upper.wants)) expect(y).toBe(0);
  });

  it('writes no number that SVG can not read', () => {
    const { upper, lower } = draw([day(1 / 3, 2 / 3), day(10, 0)], [day(0.5), day(9.5)], frame);
    for (const path of [upper.have, upper.shade, upper.haves, lower.wants]) expect(path).toMatch(/^[MLZ\d. -]*$/);
  });
});

describe('moving through time', () => {
  it('shows a month at 360 pixels and a year at 1280', () => {
    expect(readableDays(328)).toBeGreaterThanOrEqual(30);
    expect(readableDays(328)).toBeLessThanOrEqual(35);
    expect(readableDays(1180)).toBeGreaterThanOrEqual(365);
  });

  it('ends at the last day, and stops at the first', () => {
    expect(windowOf(100, 31, 0)).toEqual({ from: 69, to: 100 });
    expect(windowOf(100, 31, 31)).toEqual({ from: 38, to: 69 });
    expect(windowOf(100, 31, 1000)).toEqual({ from: 0, to: 31 });
    expect(windowOf(5, 31, 40)).toEqual({ from: 0, to: 5 });
    expect(windowOf(0, 31, 0)).toEqual({ from: 0, to: 0 });
  });

  it('finds the day under a finger, at the edges too', () => {
    const drawing = draw([day(1), day(2), day(3)], null, { width: 90, half: 50 });
    expect(dayAt(-5, drawing)).toBe(0);
    expect(dayAt(45, drawing)).toBe(1);
    expect(dayAt(500, drawing)).toBe(2);
  });

  it('dates sparsely, the last day among them', () => {
    const days = dated(31, 10, 80);
    expect(days[days.length - 1]).toBe(30);
    days.slice(1).forEach((at, i) => expect(at - (days[i] ?? 0)).toBe(8));
    expect(dated(0, 10, 80)).toEqual([]);
  });
});
