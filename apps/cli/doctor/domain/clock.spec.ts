import { describe, expect, it } from '@jest/globals';
import { clockDifference, judgeClock, judgeOwnClock } from './clock.js';

const now = Date.UTC(2026, 10, 20);
const judge = (aheadMs: number, uncertainMs = 0) => judgeClock({ of: 'the node', aheadMs, uncertainMs });

describe('clocks', () => {
  it.each([
    [0, 'ok'],
    [1_900, 'ok'],
    [-1_900, 'ok'],
    [2_500, 'look'],
    [-29_000, 'look'],
    [31_000, 'wrong'],
    [-3_600_000, 'wrong'],
  ])('that are %d ms apart are judged %s', (ahead, state) => expect(judge(ahead).state).toBe(state));

  it('are not blamed for what asking took', () => {
    expect(judge(4_000, 3_000).state).toBe('ok');
    expect(judge(31_000, 3_000).state).toBe('look');
  });

  it('are told which way they are wrong', () => {
    expect(judge(-120_000).says).toMatch(
      /^The clock of the node is 2 minutes behind this machine's\. From a minute on devices are refused/,
    );
    expect(judge(120_000).says).toContain('2 minutes ahead of');
  });

  it('are compared with the middle of the question, in the steps that they are told in', () => {
    expect(clockDifference('x', now + 50, now, now + 100)).toEqual({ of: 'x', aheadMs: 0, uncertainMs: 50 });
    // A Date header says whole seconds: anything within the second fits.
    expect(judgeClock(clockDifference('x', now, now + 900, now + 950, 1_000)).state).toBe('ok');
  });

  it('can’t be behind what was written already', () => {
    expect(judgeOwnClock(now, now - 5_000)).toEqual([]);
    expect(judgeOwnClock(now, now + 86_400_000)).toMatchObject([{ state: 'wrong', says: expect.stringContaining('1 day from now') }]);
  });
});
