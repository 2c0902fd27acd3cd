// Precache: a Vite plugin that writes sw.js for exactly the files of this build.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { transformWithEsbuild, type Plugin } from 'vite';

const source = new URL('./serviceworker.ts', import.meta.url);
const publicFolder = new URL('../../public/', import.meta.url);

export function precache(): Plugin {
  return {
    name: 'concertina-precache',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const hash = createHash('sha256');
        const files: string[] = [];
        const add = (name: string, bytes: string | Uint8Array) => {
          files.push('/' + name);
          hash.update(name).update('\0').update(bytes).update('\0');
        };
        for (const name of Object.keys(bundle).sort()) {
          const one = bundle[name]!;
          add(name, one.type === 'chunk' ? one.code : one.source);
        }
        for (const name of readdirSync(publicFolder).sort()) add(name, readFileSync(new URL(name, publicFolder)));
        const { code } = await transformWithEsbuild(readFileSync(source, 'utf8'), 'serviceworker.ts', { minify: true });
        const head = `const VERSION=${JSON.stringify(hash.digest('hex').slice(0, 16))},FILES=${JSON.stringify(files)};\n`;
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: head + code });
      },
    },
  };
}
