import { jest } from '@jest/globals';
import '#libs/testing/jest.setup.js';
import { topology } from './tested-node.js';

// Nodes are started and killed here, on machines that do other things too; a limit only says that something hangs.
jest.setTimeout(topology === 'containers' ? 300_000 : 120_000);
