import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concatBytes, equalBytes, fromBase64url, fromUtf8, randomBytes, toBase64url, utf8 } from './bytes.js';

const refused = expect.objectContaining({ code: 'invalid_request' });

describe('base64url', () => {
  it('gives every byte string back, and spells it as everyone does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(equalBytes(fromBase64url(toBase64url(bytes)), bytes)).toBe(true);
      }),
    );
  });

  it('reads one spelling only of a byte string', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        let bytes: Uint8Array;
        try {
          bytes = fromBase64url(text);
        } catch (error) {
          expect(error).toEqual(refused);
          return;
        }
        expect(toBase64url(bytes)).toBe(text);
      }),
    );
  });

  it.each(['AB', 'AAB', 'A', 'AA==', 'A+A/', 'AA A', 'ÄAAA'])('refuses %j', (text) => {
    expect(() => fromBase64url(text)).toThrow(refused);
  });
});

describe('UTF-8', () => {
  it('refuses half a character in either direction', () => {
    expect(() => utf8('a\ud800b')).toThrow(refused);
    expect(() => fromUtf8(Uint8Array.of(0x61, 0xff))).toThrow(refused);
  });

  it('keeps a byte order mark, which is part of what was written', () => {
    expect(fromUtf8(utf8('\ufeffa'))).toBe('\ufeffa');
  });
});

describe('bytes', () => {
  it('compares contents and lengths', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
  });

  it('joins parts in order', () => expect([...concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))]).toEqual([1, 2, 3]));

  it('draws fresh random bytes', () => expect(equalBytes(randomBytes(32), randomBytes(32))).toBe(false));
});
