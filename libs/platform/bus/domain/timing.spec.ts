import { describe, expect, it } from '@jest/globals';
import { afterFailure, busTiming } from './timing.js';

describe('what follows a failed attempt', () => {
  it('is a wait three times as long after each', () => {
    const waits = [1, 2, 3].map((attempts) => afterFailure('internal', attempts, busTiming));
    expect(waits).toEqual([1_000, 3_000, 9_000].map((waitMs) => ({ parked: false, waitMs, counted: true })));
  });

  it('is parking after the last', () => {
    expect(afterFailure('internal', busTiming.attempts - 1, busTiming).parked).toBe(false);
    expect(afterFailure('internal', busTiming.attempts, busTiming)).toEqual({ parked: true });
  });

  it.each(['database_unavailable', 'disk_full', 'shutting_down'] as const)('is never parking for %s, which is not counted', (code) => {
    expect(afterFailure(code, busTiming.attempts, busTiming)).toEqual({ parked: false, waitMs: 10_000, counted: false });
  });
});
