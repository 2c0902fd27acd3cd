import { describe, expect, it } from 'vitest';
import { calendarFile, reminder } from './reminder';

const wednesday = new Date(2025, 2, 5, 12, 0);

describe('a reminder to oneself', () => {
  it('begins on the next chosen day, today if the hour is still to come', () => {
    expect(reminder(['WE'], '20:30', wednesday).start).toEqual([2025, 3, 5, 20, 30]);
    expect(reminder(['WE'], '08:00', wednesday).start).toEqual([2025, 3, 12, 8, 0]);
    expect(reminder(['TU', 'SU'], '08:00', wednesday).start).toEqual([2025, 3, 9, 8, 0]);
  });

  it('comes every week on the chosen days, by the wall clock, and rings once', async () => {
    const file = await calendarFile(['TH', 'MO'], '20:00', wednesday);
    expect(file).toContain('RRULE:FREQ=WEEKLY;BYDAY=MO,TH');
    expect(file).toMatch(/DTSTART:20250306T200000\r?\n/);
    expect(file.match(/BEGIN:VALARM/g)).toHaveLength(1);
  });

  it('says nothing but Notes to whoever sees the calendar', async () => {
    const file = await calendarFile(['MO'], '07:00', wednesday);
    expect(file).toContain('SUMMARY:Notes');
    for (const word of ['concertina', 'partner', 'couple', 'check-in', 'http']) {
      expect(file.toLowerCase()).not.toContain(word);
    }
  });
});
