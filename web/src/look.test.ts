// Care rule 7: nobody and neither need is coloured as bad or good. No red and no plain green anywhere in the look,
// and the two persons' colours weigh the same.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const css = readFileSync(new URL('./look.css', import.meta.url), 'utf8');

interface Colour {
  hue: number; // degrees
  saturation: number; // 0 to 1, as in HSL
  luminance: number; // relative, as WCAG has it
}

function colour(hex: string): Colour {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number];
  const most = Math.max(r, g, b);
  const least = Math.min(r, g, b);
  const spread = most - least;
  const sixth = spread === 0 ? 0 : most === r ? ((g - b) / spread + 6) % 6 : most === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  const saturation = spread === 0 ? 0 : spread / (1 - Math.abs(most + least - 1));
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return { hue: 60 * sixth, saturation, luminance: 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) };
}

const named = [...css.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})\b/g)].map(([, name, hex]) => ({ name: name!, ...colour(hex!) }));

it('has no red and no plain green', () => {
  expect(named.length).toBeGreaterThan(20);
  for (const { name, hue, saturation } of named) {
    if (saturation < 0.35) continue; // paper, ink, and what lies between
    expect(hue < 20 || hue > 330 || (hue > 90 && hue < 150), `${name}: ${hue}`).toBe(false);
  }
});

it('gives both persons the same weight', () => {
  for (const shade of ['', '-ink', '-wash']) {
    const mine = named.filter(({ name }) => name === `me${shade}`);
    const theirs = named.filter(({ name }) => name === `partner${shade}`);
    expect(mine.length).toBeGreaterThan(1);
    mine.forEach(({ luminance }, at) => {
      const [light, dark] = [luminance, theirs[at]!.luminance].sort((a, b) => b - a) as [number, number];
      expect((light + 0.05) / (dark + 0.05), `${shade} ${at}`).toBeLessThan(1.5);
    });
  }
});
