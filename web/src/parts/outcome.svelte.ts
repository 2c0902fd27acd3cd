// Outcome: what came of the last act, said once more each time, with the focus where the thing itself has gone.
import { tick } from 'svelte';

export class Outcome {
  text = $state('');
  element = $state<HTMLElement>(); // where it is said: bind it

  // `gone`: what had the focus is no longer on the page.
  readonly tell = async (text: string, gone: boolean): Promise<void> => {
    this.text = '';
    await tick(); // so that the same words are read out again
    this.text = text;
    await tick();
    if (gone) this.element?.focus();
  };
}
