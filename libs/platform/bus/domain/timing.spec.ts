import { describe, expect, it } from '@jest/globals';
import { afterFailure, busTiming } from './timing.js';

describe('what follows a failed attempt', () => {
  it('waits three times as long after each', () => {
    const waits = [1, 2, 3].map((attempts) => afterFailure(attempts, busTiming));
    expect(waits).toEqual([1_000, 3_000, 9_000].map((waitMs) => ({ parked: false, waitMs })));
  });

  it('parks after the last', () => {
    expect(afterFailure(busTiming.attempts - 1, busTiming).parked).toBe(false);
    expect(afterFailure(busTiming.attempts, busTiming)).toEqual({ parked: true });
  });
});
