import { describe, expect, it } from '@jest/globals';
import { sameSigns } from './same-signs.js';

describe('a group typed from paper', () => {
  it('may be in small letters, with spaces, and with signs that look alike', () => {
    expect(sameSigns(' w0 vb', 'W0VB')).toBe(true);
    expect(sameSigns('WOVB', 'W0VB')).toBe(true);
    expect(sameSigns('l2i4', '1214')).toBe(true);
  });

  it('is refused when it is another one, or nothing', () => {
    expect(sameSigns('W0VC', 'W0VB')).toBe(false);
    expect(sameSigns('', 'W0VB')).toBe(false);
  });
});
