// Service worker: keeps the files of one build, all of them or none, and answers from these alone. What goes to
// the relay passes it by. A newer one waits until a page says that the person agreed.

// Put before this file by precache.ts.
declare const VERSION: string; // hash of all files
declare const FILES: string[];

interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
interface Fetching {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as Worker;
const mine = `files-${VERSION}`;
const PAGES = ['/', '/join', '/device'];

worker.addEventListener('install', (event) =>
  event.waitUntil(
    // What carries its hash in its name need not come again if the page has it already.
    caches.open(mine).then((cache) =>
      cache.addAll(
        FILES.map((file) => new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'reload' })),
      ),
    ),
  ),
);

worker.addEventListener('activate', (event) =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith('files-') && name !== mine) await caches.delete(name);
      }
      await worker.clients.claim();
    })(),
  ),
);

worker.addEventListener('message', ({ data }) => {
  if (data === 'take over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = request.method === 'GET' && url.origin === location.origin && !url.pathname.startsWith('/v1/') && url.pathname !== '/healthz';
  if (!ours) return;
  const file = PAGES.includes(url.pathname) ? '/index.html' : url.pathname;
  event.respondWith(
    caches
      .open(mine)
      .then((cache) => cache.match(file))
      .then((kept) => kept ?? fetch(request)),
  );
});
