import { describe, expect, it } from '@jest/globals';
import { AHEAD_MS, ageOf, CHANNEL_MS, clockSentence, inUse, SLACK_MS } from './freshness.js';
import { SeenIds } from './seen-ids.js';

const now = 1_790_000_000_000;

describe('the age of a message', () => {
  it.each([
    [0, 'fresh'],
    [-5_000, 'fresh'],
    [-5_000 - SLACK_MS, 'fresh'],
    [-5_001 - SLACK_MS, 'old'],
    [AHEAD_MS, 'fresh'],
    [AHEAD_MS + 1, 'ahead'],
  ])('sent %d ms from now, with a deadline of 5 s, is %s', (distance, age) => expect(ageOf(now + distance, now, 5_000)).toBe(age));

  it.each([
    [0, true],
    [CHANNEL_MS, true],
    [CHANNEL_MS + SLACK_MS + 1, false],
    [-SLACK_MS - 1, false],
  ])('on a channel made %d ms before it is right: %s', (distance, right) => expect(inUse(now, now + distance)).toBe(right));

  it('is told as what it is: two clocks', () =>
    expect(clockSentence('gateway', 'vault', now - 3_600_000, now)).toBe(
      'The clocks of gateway and vault differ by about 3600 s. Set both to the right time.',
    ));
});

describe('the ids that were seen', () => {
  it('are new once, until no message of that id can be taken any more', () => {
    let passed = 0;
    const seen = new SeenIds(1_000, () => passed);
    expect([seen.first('a'), seen.first('a'), seen.first('b')]).toEqual([true, false, true]);
    passed = 999;
    expect(seen.first('a')).toBe(false);
    passed = 1_999;
    expect(seen.first('a')).toBe(false);
    passed = 10_000;
    expect(seen.first('a')).toBe(true);
  });

  it('are each kept for the whole time, whenever they came', () => {
    for (let came = 0; came < 3_000; came += 100) {
      let passed = 0;
      const seen = new SeenIds(1_000, () => passed);
      for (; passed < came; passed += 50) seen.first(`other ${passed}`);
      seen.first('a');
      for (const end = passed + 1_000; passed < end; passed += 50) expect(seen.first('a')).toBe(false);
    }
  });

  it('are refused past their bound, and never forgotten to make room', () => {
    const seen = new SeenIds(1_000, () => 0, 2);
    expect([seen.first('a'), seen.first('b'), seen.first('c'), seen.first('a')]).toEqual([true, true, false, false]);
  });
});
