// Figures: medians and the machine, as bench/figures.h has them. Benchmarks print; they assert nothing.

import { cpus } from 'node:os';

// The value below which `share` of them lie.
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1) + 0.5)] ?? 0;
}
export const median = (values: number[]): number => quantile(values, 0.5);

export function printMachine(what: string, browser: string): void {
  console.log(`${what}\n${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}; Chromium ${browser}; everything on this one machine.`);
}

// A line of a table: the first cell to the left, numbers to the right; `widths` in characters.
export function printRow(cells: (string | number)[], widths: number[]): void {
  const padded = cells.map((cell, at) => (at === 0 ? String(cell).padEnd(widths[at] ?? 0) : String(cell).padStart(widths[at] ?? 0)));
  console.log(padded.join('  ').trimEnd());
}
