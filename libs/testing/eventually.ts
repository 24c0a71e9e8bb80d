import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `expectation` holds; throws its last failure where it does not within `patience` milliseconds. */
export const eventually = async (expectation: () => Promise<void>, patience = 40_000): Promise<void> => {
  for (const until = Date.now() + patience; ; await delay(20)) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
};
