import { jest } from '@jest/globals';

// Nodes are started and killed here, on machines that do other things too; a limit only says that something hangs.
jest.setTimeout(120_000);
