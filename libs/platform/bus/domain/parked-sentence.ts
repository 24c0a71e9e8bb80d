import type { ParkedEvent } from '../outbox/deliveries.js';

/** What an operator reads of the events that wait: how many of which, and why. No ids, no payload. */
export const parkedSentence = (parked: readonly Pick<ParkedEvent, 'name' | 'subscriber' | 'error'>[]): string | undefined => {
  if (parked.length === 0) return undefined;
  const kinds = new Map<string, number>();
  for (const { name, subscriber, error } of parked) {
    const kind = `${name} for ${subscriber} (${error})`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const listed = [...kinds].map(([kind, times]) => (times === 1 ? kind : `${times} × ${kind}`)).join(', ');
  return `${parked.length === 1 ? 'An event waits' : `${parked.length} events wait`} for a person: ${listed}.`;
};
