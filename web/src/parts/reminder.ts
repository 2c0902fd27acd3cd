// Reminder: to oneself alone, by one's own calendar. The file says nothing but "Notes".

import type { EventAttributes } from 'ics';

export const weekdays = [
  { code: 'MO', name: 'Monday' },
  { code: 'TU', name: 'Tuesday' },
  { code: 'WE', name: 'Wednesday' },
  { code: 'TH', name: 'Thursday' },
  { code: 'FR', name: 'Friday' },
  { code: 'SA', name: 'Saturday' },
  { code: 'SU', name: 'Sunday' },
] as const;
export type Weekday = (typeof weekdays)[number]['code'];

const codes: Weekday[] = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

// The event, weekly on `days` at `time` ("HH:MM", the wall clock wherever one is), from the first such day
// that begins after `now`. `days` is not empty.
export function reminder(days: Weekday[], time: string, now: Date): EventAttributes {
  const [hour = 20, minute = 0] = time.split(':').map(Number);
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hour, minute);
  while (first <= now || !days.includes(codes[first.getDay()] ?? 'MO')) first.setDate(first.getDate() + 1);
  const ordered = weekdays.map(({ code }) => code).filter((code) => days.includes(code));
  return {
    title: 'Notes',
    productId: 'notes',
    calName: 'Notes',
    start: [first.getFullYear(), first.getMonth() + 1, first.getDate(), hour, minute],
    startInputType: 'local',
    startOutputType: 'local',
    duration: { minutes: 5 },
    recurrenceRule: `FREQ=WEEKLY;BYDAY=${ordered.join(',')}`,
    busyStatus: 'FREE',
    classification: 'PRIVATE',
    alarms: [{ action: 'display', description: 'Notes', trigger: { minutes: 0, before: true } }],
  };
}

// The calendar file as text. The library is loaded only when somebody wants it.
export async function calendarFile(days: Weekday[], time: string, now: Date): Promise<string> {
  const { createEvent } = await import('ics');
  const { error, value } = createEvent(reminder(days, time, now));
  if (error || !value) throw error ?? new Error('The calendar file could not be made. Choose another time, and try again.');
  return value;
}
