import { jest } from '@jest/globals';

const goingOn = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'nextTick',
  'queueMicrotask',
  'performance',
  'hrtime',
] as const;

/** Lets `Date` stand at a time while timers go on, and with them the database. Ended by `jest.useRealTimers()`. */
export const stopClockAt = (time: number): void => {
  jest.useFakeTimers({ now: time, doNotFake: [...goingOn] });
};
