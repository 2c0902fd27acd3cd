import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { precache } from './src/offline/precache';

// Everything under assets/ carries the hash of its content in its name; index.html alone has a fixed one.
export default defineConfig({
  plugins: [svelte(), precache()],
  worker: { format: 'es' },
  build: {
    outDir: '../build/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
