import type { Environment } from '../commands.js';
import { StartFailure } from '../failure.js';
import { tellProgress } from '../progress.js';
import { stopOnSignals } from '../stop.js';
import { checkMemory, memoryLimit } from './memory.js';

/** Docker gives 10 s before it kills. */
const PATIENCE_MS = 9_000;

/**
 * A process of a split node: the roles that the environment names, or the one-shot that prepares their database. What
 * takes memory and time is loaded last: before that it hears signals, and has said whether there is room for it.
 */
export const run = async (argv: string[], environment: Environment): Promise<void> => {
  if (argv.length > 0)
    throw new StartFailure('usage', `"${argv.join(' ')}" means nothing here: run is told everything by the environment.`);
  const stop = stopOnSignals(PATIENCE_MS);
  const roles = environment.ROLES?.trim();
  const little = checkMemory(roles, memoryLimit());
  if (little) tellProgress(little);
  try {
    if (roles === 'migrate') {
      await (await import('./migrate.js')).runMigrate(environment, stop.signal);
      process.exit(0);
    }
    await (await import('./serve.js')).serve(environment, stop);
  } catch (error) {
    // Whoever was asked to stop meanwhile goes that way; what the start failed with is no news then.
    if (stop.signal.aborted) return;
    await stop.now();
    throw error;
  }
};
