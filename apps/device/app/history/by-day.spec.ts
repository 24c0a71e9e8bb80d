import { describe, expect, it } from '@jest/globals';
import { byDay } from './by-day.js';

describe('sessions by day', () => {
  it('stand under their day in the order they came', () => {
    const of = ['19b', '19a', '18a'];
    expect(byDay(of, (item) => item.slice(0, 2))).toEqual([
      { day: '19', items: ['19b', '19a'] },
      { day: '18', items: ['18a'] },
    ]);
  });
});
