// Act: one thing that a form does: busy while it lasts, then said how it went. A refusal changes nothing. To be made
// where a component begins. Its button stays enabled, so that it keeps the focus, and says by aria-disabled that it
// does nothing meanwhile.

import { tick, untrack } from 'svelte';
import { sayRefusal } from './sentence';

export class Act {
  busy = $state(false);
  text = $state('');
  refused = $state(false);
  element = $state<HTMLElement>(); // where it is said: bind it where the button may be gone afterwards

  // `form`: what is entered; once that is another, a refusal of what it was before is no longer said.
  constructor(form?: () => unknown) {
    if (!form) return;
    $effect(() => {
      JSON.stringify(form());
      untrack(() => this.refused && this.say('', false));
    });
  }

  // True once `work` is done, and `text` is said then. False where it is refused, or another is under way.
  readonly do = async (work: () => Promise<unknown>, text: string): Promise<boolean> => {
    if (this.busy) return false;
    this.busy = true;
    this.text = '';
    try {
      await work();
      await tick();
      this.say(text, false);
      await tick();
      if (document.activeElement === document.body) this.element?.focus(); // what had the focus is gone
      return true;
    } catch (error) {
      this.say(sayRefusal(error), true);
      return false;
    } finally {
      this.busy = false;
    }
  };

  readonly say = (text: string, refused: boolean): void => {
    this.text = text;
    this.refused = refused;
  };
}

export const inRoom = 'It is in your room.';
export const onTable = 'It is in your room, and a copy is on the table.';
