import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Gathered } from './gathered.js';

describe('lines that others can bring about', () => {
  let said: [string, number][];
  let gathered: Gathered<string>;
  beforeEach(() => {
    jest.useFakeTimers();
    said = [];
    gathered = new Gathered((what, count) => said.push([what, count]));
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const flood = (seconds: number) => {
    for (let tick = 0; tick < seconds * 10; tick++) {
      gathered.note('replayed');
      jest.advanceTimersByTime(100);
    }
  };

  it('are said at once when they are new, each by itself', () => {
    gathered.note('replayed');
    gathered.note('stale');
    expect(said).toEqual([
      ['replayed', 1],
      ['stale', 1],
    ]);
  });

  it('are counted where they come again, and none is lost', () => {
    for (let time = 0; time < 1_000; time++) gathered.note('replayed');
    expect(said).toEqual([['replayed', 1]]);
    jest.advanceTimersByTime(1_000);
    expect(said).toEqual([
      ['replayed', 1],
      ['replayed', 999],
    ]);
    jest.advanceTimersByTime(3_600_000);
    expect(said).toHaveLength(2);
  });

  it('are some sixty an hour, however many come, and however they are spread', () => {
    flood(3_600);
    expect(said.length).toBeLessThan(70);
    jest.advanceTimersByTime(60_000);
    expect(said.reduce((sum, [, count]) => sum + count, 0)).toBe(36_000);
    said.length = 0;
    // One just after each line could have gone: still no line for each.
    for (let time = 0; time < 3_000; time++) {
      gathered.note('replayed');
      jest.advanceTimersByTime(1_200);
    }
    expect(said.length).toBeLessThan(70);
  });

  it('are new again after a minute without any', () => {
    flood(10);
    jest.advanceTimersByTime(120_000);
    said.length = 0;
    gathered.note('replayed');
    expect(said).toEqual([['replayed', 1]]);
  });
});
