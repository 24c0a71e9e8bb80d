import { describe, expect, it } from '@jest/globals';
import { match } from './match.js';

describe('an address', () => {
  it('fits its own pattern and gives the named parts', () => {
    expect(match('/history/:session', '/history/abc')).toEqual({ session: 'abc' });
    expect(match('/', '/')).toEqual({});
  });

  it('fits no other', () => {
    expect(match('/history', '/history/abc')).toBeUndefined();
    expect(match('/history/:session', '/devices/abc')).toBeUndefined();
  });
});
