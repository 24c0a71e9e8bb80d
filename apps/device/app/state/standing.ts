import { type ReadonlySignal, signal } from '@preact/signals';
import type { Me, MirrorError } from '#libs/contracts/index.js';
import { asMirrorError } from './failure.js';
import type { Mirror } from './mirror.js';

/** Who this browser is here. */
export type StandingOf =
  | { is: 'unknown' }
  | { is: 'stranger' }
  | { is: 'linking' }
  | { is: 'member'; me: Me }
  | { is: 'failed'; problem: MirrorError };

export interface Standing {
  readonly who: ReadonlySignal<StandingOf>;
  look(): Promise<void>;
  /** This device has just joined. */
  joined(me: Me): void;
  /** Its keys were forgotten. */
  left(): void;
}

export function createStanding(mirror: Mirror): Standing {
  const who = signal<StandingOf>({ is: 'unknown' });
  return {
    who,
    async look() {
      try {
        const record = await mirror.device();
        if (record?.standing.is === 'member') who.value = { is: 'member', me: record.standing.me };
        else if (record?.standing.is === 'linking') who.value = { is: 'linking' };
        else who.value = { is: 'stranger' };
      } catch (thrown) {
        who.value = { is: 'failed', problem: asMirrorError(thrown) };
      }
    },
    joined: (me) => {
      who.value = { is: 'member', me };
    },
    left: () => {
      who.value = { is: 'stranger' };
    },
  };
}
