import { setTimeout as pause } from 'node:timers/promises';

/** Waits for what other parts bring about, and fails where it does not come within ten seconds. */
export const eventually = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('what was waited for did not come');
    await pause(10);
  }
};
