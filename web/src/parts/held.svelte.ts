// Held: where how it stands changes and takes away what had the focus, the page's heading has it. To be called where a
// component begins.
import { untrack } from 'svelte';

// `stands`: a text that is another one wherever the page is.
export function holdFocus(stands: () => string): void {
  let stood = untrack(stands);
  $effect(() => {
    const now = stands();
    if (now === stood) return;
    stood = now;
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
  });
}
