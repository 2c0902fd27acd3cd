// Client: the page's end of the line to worker.ts.

import { Refusal, type Home, type View } from './home';
import { Gathering, type Ask, type Reply, type Shown, type Verb, type Verbs } from './talk';

// Without https a browser offers neither the lock nor the storage that a home needs.
const INSECURE =
  'This page needs a safe connection: please open it by an address that begins with https. On the machine that ' +
  'serves it, 127.0.0.1 or localhost will do.';

export function openHome(): Home {
  const secure = window.isSecureContext;
  let view: View = secure ? { stage: 'opening' } : { stage: 'unusable', say: INSECURE };
  let number = 0;
  const watchers = new Set<(view: View) => void>();
  const open = new Map<number, { resolve: (value: never) => void; reject: (why: Refusal) => void }>();
  const gathering = new Gathering();
  const show = (next: View) => {
    if (!secure) return;
    view = next;
    for (const watcher of watchers) watcher(view);
  };

  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Reply | Shown>) => {
    if (!('reply' in data)) {
      const whole = gathering.take(data);
      if (whole) show(whole);
      return;
    }
    const waiting = open.get(data.reply);
    open.delete(data.reply);
    if ('say' in data) waiting?.reject(new Refusal(data.say, data.code));
    else waiting?.resolve(data.value as never);
  };
  worker.onerror = () =>
    show({ stage: 'unusable', say: 'Concertina could not start in this browser. Please reload the page.' });

  const ask = <V extends Verb>(verb: V, ...args: Verbs[V]['args']): Promise<Verbs[V]['gives']> =>
    new Promise((resolve, reject) => {
      number += 1;
      open.set(number, { resolve, reject });
      worker.postMessage({ ask: number, verb, args } satisfies Ask);
    });
  // Asked for with the first thing that is written, when a browser is likeliest to grant it.
  const persist = () => void navigator.storage?.persist?.().catch(() => false);

  // A relay that could not be reached is tried again as soon as there may be a way.
  const again = () => void ask('contactNow').catch(() => undefined);
  addEventListener('online', again);

  return {
    watch(watcher) {
      watchers.add(watcher);
      watcher(view);
      return () => void watchers.delete(watcher);
    },
    begin(name, passphrase) {
      persist();
      return ask('begin', name, passphrase);
    },
    join(link, name, passphrase) {
      persist();
      return ask('join', link, name, passphrase);
    },
    beginExample: () => ask('beginExample'),
    endExample: () => ask('endExample'),
    unlock: (passphrase) => ask('unlock', passphrase),
    lock: () => ask('lock'),
    setPassphrase: (passphrase) => ask('setPassphrase', passphrase),
    useToken: (token) => ask('useToken', token),
    invite: () => ask('invite'),
    compare: (same) => ask('compare', same),
    leave: () => ask('leave'),
    addDevice: () => ask('addDevice'),
    compareDevice: (same, passphrase) => ask('compareDevice', same, passphrase),
    removeDevice: (id) => ask('removeDevice', id),
    newRecovery: () => ask('newRecovery'),
    checkRecovery: (code) => ask('checkRecovery', code),
    joinDevice(link) {
      persist();
      return ask('joinDevice', link);
    },
    recover(code) {
      persist();
      return ask('recover', code);
    },
    clear: () => ask('clear'),
    write: (what) => ask('write', what),
    correct: (what) => ask('correct', what),
    copy: (what) => ask('copy', what),
    takeBack: (id) => ask('takeBack', id),
    signLinks: () => ask('signLinks'),
    circles: () => ask('circles'),
    fills: () => ask('fills'),
    exportData: () => ask('exportData'),
    exportText: () => ask('exportText'),
    contactNow: () => ask('contactNow'),
  };
}
