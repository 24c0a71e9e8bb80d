import { setTimeout as delay } from 'node:timers/promises';
import { type Door, type WaitingFor, waitingRemedy, waitingSentence } from './domain/waiting.js';

/** Why a process can't have its database. One sentence or two: what is, and what to do. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal';
}

/** How a process waits. `say` hears what it waits for, at once where that changes and every few seconds where not. */
export type Patience = { patienceMs: number; say: (sentence: string) => void; signal?: AbortSignal };

const PAUSE_MS = 500;
const SAY_AGAIN_MS = 10_000;

/**
 * Looks until there is nothing left to wait for.
 * @throws DatabaseRefusal where patience ended; what `look` throws, at once
 */
export const waitUntil = async (look: () => Promise<WaitingFor | undefined>, door: Door, patience: Patience): Promise<void> => {
  const until = Date.now() + patience.patienceMs;
  let said = { what: '', at: 0 };
  for (;;) {
    const waiting = await look();
    if (!waiting) return;
    patience.signal?.throwIfAborted();
    const now = Date.now();
    if (said.what !== waiting.what || now - said.at > SAY_AGAIN_MS) {
      patience.say(`Waiting: ${waitingSentence(waiting, door)}`);
      said = { what: waiting.what, at: now };
    }
    if (now > until) throw new DatabaseRefusal(`${waitingSentence(waiting, door)} ${waitingRemedy(waiting)}`);
    await delay(PAUSE_MS, undefined, patience.signal ? { signal: patience.signal } : {});
  }
};
