import { defineConfig } from 'vite';

// The page of the browser tests that need no face.
export default defineConfig({
  root: 'test/page',
  worker: { format: 'es' },
  build: { outDir: '../../../build/web-test', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
