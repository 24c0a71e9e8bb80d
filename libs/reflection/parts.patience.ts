import { type ErrorCode, MirrorError } from '#libs/contracts/index.js';

/** A part of the node is being restarted, or was cut off for a moment. */
export const away: readonly ErrorCode[] = [
  'database_unavailable',
  'bus_unavailable',
  'gate_unavailable',
  'vault_unavailable',
  'deadline_exceeded',
];

/**
 * Does it again while the database, the bus or whoever answers is away, which a restart of it takes seconds to mend. For
 * work that may be done twice: what asks with the same ids each time, or changes nothing.
 * @throws what `work` throws; that something is away only after `patienceMs`
 */
export const whenBack = async <T>(work: () => Promise<T>, patienceMs: number, codes = away): Promise<T> => {
  for (let until = performance.now() + patienceMs, pause = 50; ; pause = Math.min(pause * 2, 1000)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MirrorError && codes.includes(error.code)) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
};
