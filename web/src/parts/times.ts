// Times: moments and lengths, between what a person picks, what the core reads, and words.

import type { Reply } from '../home/words';
import { dayLong } from './sentence';

const two = (n: number) => String(n).padStart(2, '0');

// What <input type="datetime-local"> holds of a moment on this device's own clock.
export function localOf(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

// What <input type="date"> holds of today.
export const today = (): string => localOf(new Date()).slice(0, 10);

// The moment of a datetime-local input, with the offset that holds here then; null where nothing is picked.
export function momentOf(local: string): string | null {
  if (local === '') return null;
  const ahead = -new Date(local).getTimezoneOffset();
  const size = Math.abs(ahead);
  return `${local.slice(0, 16)}${ahead < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

// The time that an answer names: “another time” alone has one.
export function startOf(says: Reply['says'], local: string): string | null {
  return says === 'another-time' ? momentOf(local) : null;
}

// `days` from today, at this hour of this device's clock.
export function at(days: number, hour: number): Date {
  const date = new Date();
  date.setDate(date.getDate() + days);
  date.setHours(hour, 0, 0, 0);
  return date;
}

// "Saturday 28 November, 14:00", as its writer saw it.
export function timeSaid(moment: string): string {
  return `${dayLong(moment.slice(0, 10))}, ${moment.slice(11, 16)}`;
}

const HOUR = 60;
const DAY = 24 * HOUR;
export const lengths = [15, 30, 45, 60, 90, 120, 180, 240, 360, 480, DAY, 2 * DAY];

// "45 minutes", "1½ hours", "2 days".
export function lengthSaid(minutes: number): string {
  if (minutes >= DAY && minutes % DAY === 0) return counted(minutes / DAY, '', 'day');
  const halves = minutes / (HOUR / 2);
  if (minutes > HOUR && Number.isInteger(halves)) {
    return counted(Math.floor(halves / 2), halves % 2 === 1 ? '½' : '', 'hour');
  }
  if (minutes === HOUR) return '1 hour';
  return counted(minutes, '', 'minute');
}
function counted(number: number, half: string, unit: string): string {
  return `${number}${half} ${unit}${number === 1 && half === '' ? '' : 's'}`;
}

export function isOver(moment: string, minutes = 0): boolean {
  return Date.parse(moment) + minutes * 60_000 <= Date.now();
}
