import { describe, expect, it } from 'vitest';
import { lengthSaid, localOf, momentOf, timeSaid } from './times';

describe('a time that is picked', () => {
  it('becomes a moment with the offset that holds on that day, not today', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    try {
      expect(momentOf('2026-01-15T08:00')).toBe('2026-01-15T08:00+01:00');
      expect(momentOf('2026-07-15T08:00')).toBe('2026-07-15T08:00+02:00');
      process.env['TZ'] = 'America/St_Johns';
      expect(momentOf('2026-01-15T08:00')).toBe('2026-01-15T08:00-03:30');
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
  it('may be left open', () => {
    expect(momentOf('')).toBeNull();
  });
  it('comes back as it was, and is said as its writer saw it', () => {
    expect(localOf(new Date('2026-03-04T05:06'))).toBe('2026-03-04T05:06');
    expect(timeSaid('2031-03-04T05:06-03:30')).toMatch(/^Tuesday,? 4 March 2031, 05:06$/);
  });
});

it('lengths are said in words that one uses', () => {
  const said = [1, 15, 60, 75, 90, 120, 480, 1440, 2880].map(lengthSaid);
  const words = ['1 minute', '15 minutes', '1 hour', '75 minutes', '1½ hours', '2 hours', '8 hours', '1 day', '2 days'];
  expect(said).toEqual(words);
});
