// Core: one concertina_device of capi/concertina.h, in TypeScript's own types. It does what the header says and
// decides nothing. A call that the core refuses throws a CoreRefusal and has changed nothing; a trap throws a
// WebAssembly.RuntimeError, after which this Core must be thrown away.

import { instantiate, type Instance } from './module';
import { importsFrom, type Surroundings } from './surroundings';

export const ABI = 1;

export const Code = {
  OK: 0, INVALID: 1, NOT_FOUND: 2, REFUSED: 3, CONFLICT: 4, DAMAGED: 5,
  TOO_NEW: 6, UNREACHABLE: 7, BUSY: 8, STORAGE: 9, LOCKED: 10,
} as const;

export const StepKind = { NONE: 0, STORE: 1, LOAD: 2, SEND: 3, DONE: 4 } as const;

export class CoreRefusal extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

export interface Change {
  key: string;
  value: Uint8Array | null; // null: remove the key
}

export interface Sending {
  method: string;
  origin: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  wait: number; // seconds that the relay may take on purpose
  body: Uint8Array;
}

export interface RoundEnd {
  code: number;
  say: string;
  news: boolean;
  events: { kind: string; whose: string; where: string; say: string }[];
  arrived?: boolean; // of a device that is on its way: it is stored as somebody's
}

export type Step =
  | { kind: 'store'; changes: Change[] }
  | { kind: 'load'; key: string }
  | { kind: 'send'; sending: Sending }
  | { kind: 'done'; end: RoundEnd };

type Argument = string | Uint8Array;
const NO_VALUE = 0xffffffff;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Core {
  private constructor(
    private readonly instance: Instance,
    private handle: number,
  ) {}

  static async make(module: WebAssembly.Module, around: Surroundings): Promise<Core> {
    const instance = await instantiate(module, await importsFrom(around));
    const abi = instance.exports['concertina_abi']!();
    if (abi !== ABI) {
      throw new CoreRefusal(
        `This page and its core are of two versions (${ABI} and ${abi}). Please reload the page.`,
        Code.TOO_NEW,
      );
    }
    const handle = instance.exports['concertina_new']!(0, 0, 0);
    if (handle === 0) throw new CoreRefusal('There is not enough memory to open Concertina.', Code.STORAGE);
    return new Core(instance, handle);
  }

  free(): void {
    if (this.handle !== 0) this.instance.exports['concertina_free']!(this.handle);
    this.handle = 0;
  }

  // --- opening ---
  begin(name: string): void {
    this.call('begin', name);
  }
  beginWithCode(name: string): string {
    return this.callText('begin_with_code', name);
  }
  beginExample(): void {
    this.call('begin_example');
  }
  restore(key: string, value: Uint8Array): void {
    this.call('restore', key, value);
  }
  unlock(passphrase: string): void {
    this.call('unlock', passphrase);
  }
  finish(): void {
    this.call('finish');
  }
  takeChanges(): Change[] {
    return changeList(this.callBytes('take_changes'));
  }

  // --- reading: JSON texts ---
  house(): string {
    return this.callText('house');
  }
  signLinks(): string {
    return this.callText('sign_links');
  }
  circles(): string {
    return this.callText('circles');
  }
  fills(): string {
    return this.callText('fills');
  }
  status(): string {
    return this.callText('status');
  }
  exportData(): string {
    return this.callText('export');
  }
  exportText(): string {
    return this.callText('export_text');
  }

  // --- writing ---
  setPassphrase(passphrase: string): void {
    this.call('set_passphrase', passphrase);
  }
  write(json: string): string {
    return this.callText('write', json);
  }
  correct(json: string): void {
    this.call('correct', json);
  }
  copy(json: string): void {
    this.call('copy', json);
  }
  takeBack(id: string): void {
    this.call('take_back', id);
  }
  compare(same: boolean): void {
    this.check(this.instance.exports['concertina_compare']!(this.handle, same ? 1 : 0));
  }
  invite(): string {
    return this.callText('invite');
  }
  join(link: string): void {
    this.call('join', link);
  }
  setRelay(url: string, token: string): void {
    this.call('set_relay', url, token);
  }

  leave(): void {
    this.call('leave');
  }

  // --- devices of mine, and the recovery code ---
  addDevice(): string {
    return this.callText('add_device');
  }
  compareDevice(same: boolean, passphrase: string): void {
    const [at, size] = this.lend([passphrase])[0]!;
    this.check(this.instance.exports['concertina_compare_device']!(this.handle, same ? 1 : 0, at, size));
  }
  removeDevice(id: string): void {
    this.call('remove_device', id);
  }
  newRecovery(): string {
    return this.callText('new_recovery');
  }
  checkRecovery(code: string): void {
    this.call('check_recovery', code);
  }
  joinDevice(link: string): void {
    this.call('join_device', link);
  }
  recover(relay: string, code: string): void {
    this.call('recover', relay, code);
  }
  arrival(): string {
    return this.callText('arrival');
  }

  // --- contact ---
  round(wait: number): void {
    this.check(this.instance.exports['concertina_round']!(this.handle, wait));
  }
  next(): Step {
    const result = this.callBytes('next');
    const text = () => decoder.decode(result);
    switch (this.instance.exports['concertina_step']!(this.handle)) {
      case StepKind.STORE:
        return { kind: 'store', changes: changeList(result) };
      case StepKind.LOAD:
        return { kind: 'load', key: text() };
      case StepKind.SEND: {
        const at = this.instance.exports['concertina_body']!(this.handle);
        const body = this.instance.bytes(at, this.instance.exports['concertina_body_size']!(this.handle)).slice();
        return { kind: 'send', sending: { ...JSON.parse(text()), body } };
      }
      default:
        return { kind: 'done', end: JSON.parse(text()) };
    }
  }
  loaded(value: Uint8Array | null): void {
    if (value) return this.call('loaded', value);
    this.check(this.instance.exports['concertina_loaded']!(this.handle, 0, 0));
  }
  answered(status: number, body: Uint8Array): void {
    const [at, size] = this.lend([body])[0]!;
    this.check(this.instance.exports['concertina_answered']!(this.handle, status, at, size));
  }
  failed(why: string): void {
    this.call('failed', why);
  }

  // Writes the arguments one behind the other into the place that the core lends.
  private lend(parts: Argument[]): [number, number][] {
    const all = parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part));
    const size = all.reduce((sum, part) => sum + part.length, 0);
    let at = this.instance.exports['concertina_input']!(this.handle, size) >>> 0;
    if (at === 0) throw new CoreRefusal('This is more than 4 MiB at once. Please give less.', Code.INVALID);
    return all.map((part) => {
      this.instance.bytes(at, part.length).set(part);
      const place: [number, number] = [at, part.length];
      at += part.length;
      return place;
    });
  }

  private call(name: string, ...parts: Argument[]): void {
    const places = parts.length > 0 ? this.lend(parts) : [];
    this.check(this.instance.exports[`concertina_${name}`]!(this.handle, ...places.flat()));
  }
  private callBytes(name: string, ...parts: Argument[]): Uint8Array {
    this.call(name, ...parts);
    return this.result();
  }
  private callText(name: string, ...parts: Argument[]): string {
    return decoder.decode(this.callBytes(name, ...parts));
  }
  private result(): Uint8Array {
    const at = this.instance.exports['concertina_result']!(this.handle);
    return this.instance.bytes(at, this.instance.exports['concertina_result_size']!(this.handle)).slice();
  }
  private check(code: number): void {
    if (code !== Code.OK) throw new CoreRefusal(decoder.decode(this.result()), code);
  }
}

// The byte list of rule 6.
function changeList(bytes: Uint8Array): Change[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const number = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const piece = (size: number) => {
    at += size;
    return bytes.slice(at - size, at);
  };
  return Array.from({ length: number() }, () => {
    const key = decoder.decode(piece(number()));
    const size = number();
    return { key, value: size === NO_VALUE ? null : piece(size) };
  });
}
