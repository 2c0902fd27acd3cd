// Relay: the real one, for browser tests, on a free port and with a folder of its own; and the page from one's own
// machine, as `concertina open` serves it.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = join(root, 'build/concertina');
export const web = join(root, 'build/web');
export const webTest = join(root, 'build/web-test');

// A process that serves at this machine, and keeps its port when it is started anew.
class Serving {
  private child: ChildProcess | null = null;
  protected port = '0';
  origin = '';

  protected async run(words: string[]): Promise<void> {
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    let said = '';
    await new Promise<void>((ready, refuse) => {
      child.stderr!.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        const found = / ready at (http:\/\/127\.0\.0\.1:(\d+))/.exec(said);
        if (found && this.child === child) {
          this.port = found[2]!;
          this.origin = found[1]!;
          ready();
        }
      });
      child.on('exit', (code) => refuse(new Error(`${words[0]} ended with ${code}: ${said}`)));
    });
  }

  async stop(): Promise<void> {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await gone;
  }
}

export class OwnMachine extends Serving {
  // Opened for the relay at that origin.
  async open(relay: string): Promise<void> {
    await this.run(['open', '--relay', relay, '--port', this.port, '--web', web]);
  }
}

export class Relay extends Serving {
  private constructor(
    readonly data: string,
    private readonly site: string,
    private readonly options: string[],
  ) {
    super();
  }

  // `token`: what it asks of new people; '' for nothing.
  static async start(site: string, token = ''): Promise<Relay> {
    const data = mkdtempSync(join(tmpdir(), 'concertina-relay-'));
    const file = join(data, 'token');
    if (token !== '') writeFileSync(file, token);
    const relay = new Relay(data, site, token === '' ? [] : ['--token-file', file]);
    await relay.start();
    return relay;
  }

  // Again on the same port, with what it kept.
  async start(site = this.site): Promise<void> {
    await this.run([
      'serve', '--listen', `127.0.0.1:${this.port}`, '--data', this.data, '--web', site, '--rate-address', '0', '--rate-device', '0',
      ...this.options,
    ]);
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
