import { type ReadonlySignal, signal } from '@preact/signals';
import type { MirrorError, UnlockState } from '#libs/contracts/index.js';
import { asMirrorError } from './failure.js';
import type { Mirror } from './mirror.js';

/** Whether the member's vault is open, as far as this device knows. */
export interface Door {
  readonly state: ReadonlySignal<UnlockState | undefined>;
  /** The lock stands over the page; the person may write behind it without unlocking. */
  readonly shown: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<MirrorError | undefined>;
  /** Asks once at the start, and unlocks by itself once if the member's settings say so. */
  arrive(automatic: boolean): Promise<void>;
  unlock(): Promise<boolean>;
  lock(): Promise<void>;
  /** The server said `vault_locked` although this device unlocked by itself. */
  foundLocked(): void;
  /** Writing behind the lock, without opening anything. */
  passBy(): void;
}

export function createDoor(mirror: Mirror): Door {
  const state = signal<UnlockState | undefined>();
  const shown = signal(false);
  const busy = signal(false);
  const problem = signal<MirrorError | undefined>();

  const turn = async (key: () => Promise<UnlockState>): Promise<boolean> => {
    if (busy.value) return false;
    busy.value = true;
    problem.value = undefined;
    try {
      state.value = await key();
      shown.value = state.value.state === 'locked';
      return true;
    } catch (thrown) {
      problem.value = asMirrorError(thrown);
      return false;
    } finally {
      busy.value = false;
    }
  };
  const foundLocked = () => {
    state.value = { state: 'locked', waiting: state.value?.waiting ?? 0 };
    shown.value = true;
  };

  mirror.onNotice((notice) => {
    const known = state.value;
    if (notice.type === 'connection') {
      // Removed elsewhere: the person sees it now, not when they next ask for something.
      if (notice.error?.code === 'device_revoked') problem.value = notice.error;
      // Back in reach after a start without the server.
      if (notice.state === 'open' && !known && problem.value) void turn(() => mirror.unlockState());
      return;
    }
    if (notice.state === 'locked') foundLocked();
    else if (known?.state === 'unlocked') state.value = { ...known, waiting: notice.waiting };
    // Another tab or device has unlocked; the notice does not say until when.
    else void turn(() => mirror.unlockState());
  });

  return {
    state,
    shown,
    busy,
    problem,
    async arrive(automatic) {
      await turn(() => mirror.unlockState());
      if (automatic && state.value?.state === 'locked') await turn(() => mirror.unlock());
    },
    unlock: () => turn(() => mirror.unlock()),
    async lock() {
      await turn(() => mirror.lock());
    },
    foundLocked,
    passBy: () => {
      shown.value = false;
    },
  };
}
