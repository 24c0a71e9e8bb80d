import { jest } from '@jest/globals';
import { UnitOfWork } from '#libs/platform/database/index.js';
import type { RunningReflection } from './running-reflection.js';
import type { WiredBus } from './wired-buses.js';

/**
 * A process that does nothing any more to the database and hears no signals, as one that is paused: what it was about to
 * do waits. @returns what lets it go on; `jest.restoreAllMocks()` ends the rest
 */
export const pause = ({ vault }: RunningReflection): (() => void) => {
  const units = vault.app.get(UnitOfWork, { strict: false });
  const bus = vault.bus as WiredBus;
  const back = Promise.withResolvers<void>();
  const { run, query } = units;
  jest.spyOn(units, 'run').mockImplementation(async (...given) => back.promise.then(() => run.apply(units, given)) as never);
  jest.spyOn(units, 'query').mockImplementation(async (...given) => back.promise.then(() => query.apply(units, given)) as never);
  bus.isDeaf = true;
  return () => {
    back.resolve();
    bus.isDeaf = false;
  };
};
