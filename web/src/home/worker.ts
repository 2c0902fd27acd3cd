// Worker: runs the home of this tab. One tab at a time holds the lock and keeps the home; the others hand on to
// it what their pages ask, and show what it shows. The example couple lives in its own tab alone.

import wasm from '../../../build/wasm/concertina.wasm?url';
import { Code } from '../core/core';
import { ContactLoop } from './contact';
import { Refusal, type Keeping, type View } from './home';
import { Keeper } from './keeper';
import { relayHere } from './relay';
import { Memory, Store } from './store';
import { inPieces, type Ask, type Reply, type Shown, type TabMessage, type Verb } from './talk';
import { verbs } from './verbs';

const LOCK = 'notes';
const me = crypto.randomUUID();
const channel = new BroadcastChannel(LOCK);
const post = (message: Reply | Shown) => self.postMessage(message);
const postView = (view: View) => {
  for (const piece of inPieces(view)) post(piece);
};

let module: WebAssembly.Module;
let keeper: Keeper | null = null; // this tab's, once it holds the lock
let loop: ContactLoop | null = null;
let example: Keeper | null = null;
let last: View = { stage: 'opening' }; // of the home, whoever keeps it
const asked = new Set<number>(); // of the keeper in another tab, not answered yet

const show = (view: View) => {
  last = view;
  if (!example) postView(view);
};

// --- what the page asks ---

const localVerbs: Partial<Record<Verb, () => Promise<void>>> = {
  async beginExample() {
    const fresh = new Keeper(module, new Memory(), 'memory', postView, relayHere);
    example = fresh;
    await fresh.beginExample().catch((trouble: unknown) => {
      example = null;
      throw trouble;
    });
  },
  async endExample() {
    example?.end();
    example = null;
    postView(last);
  },
};

// What the relay is to hear of at once, besides new frames. What stays in the room is never among it: the relay
// must not see when that is written.
const MEETS_RELAY: Verb[] = [
  'begin', 'join', 'compare', 'leave', 'unlock', 'useToken', 'contactNow', 'compareDevice', 'removeDevice', 'newRecovery',
  'joinDevice', 'recover',
];

const MAKES_LINK: Verb[] = ['invite', 'addDevice'];

// A link that the relay does not know yet would be refused to whoever opens it.
async function offered(making: Promise<unknown>): Promise<unknown> {
  const link = await making;
  const known = loop?.offered();
  loop?.nudge();
  if ((await known) === false) {
    throw new Refusal(
      'The relay can not be reached right now, and a link needs it. Please try again in a while.',
      Code.UNREACHABLE,
    );
  }
  return link;
}

function obey(home: Keeper, { verb, args }: Ask): Promise<unknown> {
  const all: Partial<Record<Verb, unknown>> = verbs;
  const work = all[verb] as ((home: Keeper, ...args: unknown[]) => Promise<unknown>) | undefined;
  if (!work) throw new Refusal('This page asks for something unknown. Please reload it.', Code.INVALID);
  const done = work(home, ...args);
  return MAKES_LINK.includes(verb) ? offered(done) : done;
}

async function answer(ask: Ask, work: () => Promise<unknown>): Promise<Reply> {
  try {
    return { reply: ask.ask, value: await work() };
  } catch (trouble) {
    if (trouble instanceof Refusal) return { reply: ask.ask, say: trouble.message, code: trouble.code };
    return { reply: ask.ask, say: 'Something went wrong. Please reload the page, and try again.', code: 0 };
  }
}

async function keep(ask: Ask): Promise<Reply> {
  const home = keeper!;
  const unsent = home.unsent();
  const reply = await answer(ask, async () => obey(home, ask));
  if ('value' in reply && (MEETS_RELAY.includes(ask.verb) || home.unsent() > unsent)) loop?.nudge();
  return reply;
}

self.onmessage = async ({ data }: MessageEvent<Ask>) => {
  const local = localVerbs[data.verb];
  if (local) return post(await answer(data, local));
  if (example) return post(await answer(data, async () => obey(example!, data)));
  if (keeper) return post(await keep(data));
  asked.add(data.ask);
  channel.postMessage({ tab: me, ...data } satisfies TabMessage);
};

// --- what the tabs tell each other ---

// The keeper before has gone: what it was asked for may be done or not.
function giveUpAsked(): void {
  const say = 'The other window was closed in the middle. Please see whether your words are there, and try again.';
  for (const reply of asked) post({ reply, say, code: Code.BUSY });
  asked.clear();
}

channel.onmessage = async ({ data }: MessageEvent<TabMessage>) => {
  if ('view' in data) {
    if (!keeper) show(data.view);
  } else if ('hello' in data) {
    keeper?.retell();
  } else if ('keeping' in data) {
    giveUpAsked();
  } else if ('verb' in data) {
    if (keeper) channel.postMessage({ tab: data.tab, ...(await keep(data)) } satisfies TabMessage);
  } else if (data.tab === me && asked.delete(data.reply)) {
    const { tab: _, ...reply } = data;
    post(reply);
  }
};

async function becomeKeeper(): Promise<never> {
  let store: Store | Memory = new Memory();
  let keeping: Keeping = 'memory';
  const tell = (view: View) => {
    show(view);
    channel.postMessage({ view } satisfies TabMessage);
  };
  try {
    store = await Store.open();
    keeping = (await navigator.storage?.persisted?.()) ? 'kept' : 'cache';
  } catch (trouble) {
    if (!(trouble instanceof Refusal) || trouble.code !== 9) throw trouble;
  }
  const home = new Keeper(module, store, keeping, tell, relayHere);
  await home.open();
  keeper = home;
  giveUpAsked();
  channel.postMessage({ keeping: true } satisfies TabMessage);
  loop = new ContactLoop(home);
  return new Promise<never>(() => undefined); // the lock is held for as long as this tab lives
}

async function start(): Promise<void> {
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`${response.status}`);
  module = await WebAssembly.compileStreaming(response);
  channel.postMessage({ hello: me } satisfies TabMessage);
  await navigator.locks.request(LOCK, becomeKeeper);
}

start().catch((trouble: unknown) =>
  show({
    stage: 'unusable',
    say:
      trouble instanceof Refusal
        ? trouble.message
        : 'Concertina could not start in this browser. Please reload the page; if that does not help, use a newer browser over https.',
  }),
);
