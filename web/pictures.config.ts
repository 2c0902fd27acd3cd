import { defineConfig } from 'vitest/config';

// `./dev pictures`: no test, but driven as the tests are.
export default defineConfig({ test: { include: ['test/pictures.ts'], testTimeout: 300_000, hookTimeout: 60_000 } });
