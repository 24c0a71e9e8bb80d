import { jest } from '@jest/globals';

// Real servers, started, killed and cut off, on machines that do other things too: what fails for a moment's sake gets one
// more try in CI, and what the first one met is printed. What is broken fails twice.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
