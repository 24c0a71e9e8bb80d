import { jest } from '@jest/globals';
import { topology } from './tested-node.js';

// Nodes are started and killed here, on machines that do other things too; a limit only says that something hangs.
jest.setTimeout(topology === 'containers' ? 300_000 : 120_000);
// A browser, a database and several processes on one busy machine: what fails for a moment's sake gets one more try in CI,
// and what the first one met is printed. What is broken fails twice.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
