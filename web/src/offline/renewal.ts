// Renewal: registers the service worker, and tells the page when a newer build is there.

export interface Renewal {
  // The newer build waits: calling this lets it take over and loads the page anew.
  takeOver?: () => void;
  // It has taken over already, agreed to in another window: this one is still the old page.
  replaced?: boolean;
}

export function watchForRenewal(tell: (renewal: Renewal) => void): void {
  const container = navigator.serviceWorker;
  if (!container) return; // neither https nor localhost: the page works, but not offline
  let agreed = false;
  const controlled = container.controller !== null;
  container.addEventListener('controllerchange', () => {
    if (agreed) location.reload();
    else if (controlled) tell({ replaced: true });
  });
  const offer = (waiting: ServiceWorker) =>
    tell({
      takeOver() {
        agreed = true;
        waiting.postMessage('take over');
      },
    });
  void container
    .register('/sw.js')
    .then((registration) => {
      if (registration.waiting && container.controller) offer(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const fresh = registration.installing;
        fresh?.addEventListener('statechange', () => {
          if (fresh.state === 'installed' && container.controller) offer(fresh);
        });
      });
      // An app that stays open for days hears of a new build when it comes to the front.
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
      });
    })
    .catch(() => undefined);
}
