import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toBase64url } from './bytes.js';
import { fields } from './fields.js';

describe('the bytes that get signed', () => {
  it('are label and fields, each after its length', () => {
    expect(Buffer.from(fields('ab', 'c', Uint8Array.of(9), true, 258)).toString('hex')).toBe(
      ['00000002', '6162', '00000001', '63', '00000001', '09', '00000001', '01', '00000008', '0000000000000102'].join(''),
    );
  });

  it('differ wherever one field differs, however texts are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(toBase64url(fields('x/v1', ...one)) === toBase64url(fields('x/v1', ...other))).toBe(same);
      }),
    );
    expect(toBase64url(fields('x/v1', 'ab', 'c'))).not.toBe(toBase64url(fields('x/v1', 'a', 'bc')));
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('take no number such as %d', (number) =>
    expect(() => fields('x/v1', number)).toThrow(RangeError),
  );

  it('begin with no byte that a JWT begins with, so that no proof is a statement', () => expect(fields('unlock/v1')[0]).toBe(0));
});
