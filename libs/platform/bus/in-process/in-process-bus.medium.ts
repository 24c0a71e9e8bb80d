import { jest } from '@jest/globals';
import { freshDatabase } from '#libs/testing/index.js';
import { inProcessBacking } from '../acceptance/in-process-backing.js';
import { probeData } from '../acceptance/probe.js';
import { busAcceptance } from '../acceptance.js';
import { busData } from '../data.js';
import { migrateQueue } from '../migrate-queue.js';

// Processes are started and killed, and dead workers must be noticed.
jest.setTimeout(40_000);

busAcceptance('inside one process', async () => {
  const database = await freshDatabase([busData, probeData], { foreign: [migrateQueue] });
  return inProcessBacking(database);
});
