import { MirrorError } from '#libs/contracts/index.js';

/**
 * Does it again while the database is away, which a restart of it takes seconds to mend. For work that asks with the
 * same ids each time, since a commit whose answer was lost may have been stored.
 * @throws what `work` throws, `database_unavailable` only after `patienceMs`
 */
export const whenDatabaseIsBack = async <T>(work: () => Promise<T>, patienceMs: number): Promise<T> => {
  for (let until = Date.now() + patienceMs, pause = 50; ; pause = Math.min(pause * 2, 1000)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MirrorError && error.code === 'database_unavailable') || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
};
