import { describe, expect, it } from '@jest/globals';
import { look, ok, summary, type Verdict, wrong } from './verdict.js';

const sum = (...verdicts: Verdict[]): string => summary(verdicts.map((verdict) => ({ check: 'any', ...verdict })));

describe('the last line', () => {
  it('says that all is well', () => expect(sum(ok('a'), ok('b'))).toBe('All 2 checks are fine.'));

  it('counts what is only to be looked at apart from what is wrong', () => {
    expect(sum(ok('a'), look('b', 'c'))).toBe('Nothing is wrong, 1 to look at, 1 fine.');
    expect(sum(ok('a'), look('b', 'c'), wrong('d', 'e'))).toMatch(/^1 thing is wrong, 1 to look at, 1 fine\. Begin at the top/);
    expect(sum(wrong('a', 'b'), wrong('d', 'e'))).toMatch(/^2 things are wrong, 0 fine\./);
  });
});
