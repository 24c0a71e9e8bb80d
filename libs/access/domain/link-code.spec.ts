import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linkCode, readLinkCode } from './link-code.js';

const bytes = fc.uint8Array({ minLength: 5, maxLength: 5 });

describe('the code of a link', () => {
  it('is two groups of four signs without I, L, O and U', () => {
    fc.assert(fc.property(bytes, (random) => expect(linkCode(random)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)));
    expect(linkCode(new Uint8Array(5))).toBe('0000-0000');
    expect(linkCode(new Uint8Array(5).fill(255))).toBe('ZZZZ-ZZZZ');
  });

  it('differs for different bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => (linkCode(one) === linkCode(other)) === Buffer.from(one).equals(Buffer.from(other))),
    );
  });

  it('is read as people type it', () => {
    fc.assert(fc.property(bytes, (random) => readLinkCode(linkCode(random)) === linkCode(random)));
    expect(readLinkCode(' oil1 q2z m ')).toBe('0111-Q2ZM');
  });

  it('that can be none is unknown, like one that nobody waits behind', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        try {
          expect(readLinkCode(typed)).toMatch(/^.{4}-.{4}$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'not_found' });
        }
      }),
    );
    expect(() => readLinkCode('UUUU-UUUU')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});
