import { describe, expect, it } from '@jest/globals';
import { day, partOfDay, when } from './time.js';

const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
const now = new Date(2026, 10, 19, 21, 40).getTime();

describe('days and hours', () => {
  it('are said as a person would, at the head of a list and within a sentence', () => {
    expect(when(local(2026, 10, 19, 21, 4), now)).toBe('today, 21:04');
    expect(day(local(2026, 10, 18, 23, 59), now, 'title')).toBe('Yesterday');
    expect(day(local(2026, 10, 14, 8, 0), now)).toBe('Saturday 14 November');
    expect(day(local(2025, 10, 14, 8, 0), now)).toBe('14 November 2025');
  });

  it('name a session by the part of its day', () => {
    expect([3, 9, 14, 20, 23].map((hour) => partOfDay(local(2026, 10, 19, hour, 0)))).toEqual([
      'Early Thursday',
      'Thursday morning',
      'Thursday afternoon',
      'Thursday evening',
      'Thursday night',
    ]);
  });
});
