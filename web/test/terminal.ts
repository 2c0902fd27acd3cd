// Terminal: a person at the command line, beside one in the browser.

import { execFileSync, spawn } from 'node:child_process';
import { program } from './relay';

export class Terminal {
  constructor(private readonly home: string) {}

  run(...words: string[]): string {
    return execFileSync(program, [...words, '--home', this.home], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  // The link, as soon as it is printed, and the four words, once the partner has joined.
  invite(): Promise<[link: string, words: Promise<string>]> {
    const child = spawn(program, ['invite', '--home', this.home], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    return new Promise((ready, refuse) => {
      const words = new Promise<string>((told) =>
        child.on('exit', () => told(/^ +([a-z]+ [a-z]+ [a-z]+ [a-z]+)$/m.exec(said)?.[1] ?? said)),
      );
      const listen = (bytes: Buffer) => {
        said += bytes.toString();
        const link = /https?:\S+#\S+/.exec(said);
        if (link) ready([link[0], words]);
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.on('exit', (code) => refuse(new Error(`invite ended with ${code}: ${said}`)));
    });
  }

  async until(holds: () => boolean, seconds = 20): Promise<void> {
    for (const end = Date.now() + seconds * 1000; !holds(); ) {
      if (Date.now() > end) throw new Error(`Not within ${seconds} seconds.`);
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}
