import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pad, paddedLength, unpad } from './padding.js';

describe('padded lengths', () => {
  it('are the same for all short texts', () => {
    for (let length = 0; length <= 60; length++) expect(paddedLength(length)).toBe(64);
    expect(paddedLength(61)).toBe(128);
  });

  it('grow in buckets, and cost at most 12 percent and a bucket', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000 }), (length) => {
        const padded = paddedLength(length);
        expect(padded % 64).toBe(0);
        expect(padded).toBeGreaterThanOrEqual(length + 4);
        expect(padded).toBeLessThanOrEqual((length + 4) * 1.12 + 64);
        expect(paddedLength(length + 1)).toBeGreaterThanOrEqual(padded);
      }),
    );
  });

  it('tell few things apart: fewer than 250 lengths up to a megabyte', () => {
    const lengths = new Set<number>();
    for (let length = 0; length < 1_000_000; length += 7) lengths.add(paddedLength(length));
    expect(lengths.size).toBeLessThan(250);
  });

  it('give the bytes back', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => expect(unpad(pad(bytes))).toEqual(bytes)));
  });

  it.each([
    ['too short', new Uint8Array(63)],
    ['a length beyond its end', Uint8Array.from({ length: 64 }, (_, at) => (at === 3 ? 61 : 0))],
    ['a length of another bucket', new Uint8Array(128)],
    ['something behind the end', Uint8Array.from({ length: 64 }, (_, at) => (at === 63 ? 1 : 0))],
  ])('refuse what is %s', (_, bytes) => expect(() => unpad(bytes)).toThrow(expect.objectContaining({ code: 'sealed_damaged' })));
});
