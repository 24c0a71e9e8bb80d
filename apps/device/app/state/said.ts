import { signal } from '@preact/signals';

/** One line at the foot: only for what is done and can be undone or followed. */
export type Said = { text: string; action?: { label: string; act: () => void } };

export const said = signal<Said | undefined>();
export const sayOnce = (text: string, action?: Said['action']): void => {
  said.value = action ? { text, action } : { text };
};

/** Told once to those who listen, when a reply is finished. */
export const announced = signal('');
