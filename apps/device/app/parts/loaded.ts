import { type Signal, useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import type { MirrorError } from '#libs/contracts/errors.js';
import { asMirrorError } from '../state/failure.js';
import { useRoom } from '../state/room.js';

export type Loaded<T> = {
  value: Signal<T | undefined>;
  problem: Signal<MirrorError | undefined>;
  busy: Signal<boolean>;
  load: () => Promise<void>;
};

/**
 * Something a page asks for when it opens, and again when one says so. What is `sealed` is dropped while the vault is
 * locked and asked for again when it opens, never before: asking would unlock it by itself, against the person who locked.
 */
export function useLoaded<T>(ask: () => Promise<T>, key: string, kind: 'open' | 'sealed' = 'open'): Loaded<T> {
  const value = useSignal<T | undefined>(undefined);
  const problem = useSignal<MirrorError | undefined>(undefined);
  const busy = useSignal(false);
  const { door } = useRoom();
  const load = useCallback(async () => {
    busy.value = true;
    problem.value = undefined;
    try {
      value.value = await ask();
    } catch (thrown) {
      problem.value = asMirrorError(thrown);
      if (problem.value.code === 'vault_locked') door.foundLocked();
    } finally {
      busy.value = false;
    }
  }, [key]);
  const locked = kind === 'sealed' && door.state.value?.state === 'locked';
  useEffect(() => {
    if (locked) value.value = undefined;
    else void load();
  }, [load, locked]);
  return { value, problem, busy, load };
}
