import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equalBytes } from './bytes.js';
import { createRecoveryCode, formatRecoveryCode, parseRecoveryCode } from './recovery-code.js';

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const refused = expect.objectContaining({ code: 'invalid_request' });
const entropy = fc.uint8Array({ minLength: 16, maxLength: 16 });
const signsOf = (code: string): string[] => [...code.replaceAll(' ', '')];

describe('the recovery code', () => {
  it('is seven groups of four, different each time', () => {
    expect(createRecoveryCode()).toMatch(/^([0-9A-HJKMNP-TV-Z]{4} ){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(createRecoveryCode()).not.toBe(createRecoveryCode());
  });

  it('stands for its bits', () => {
    fc.assert(fc.property(entropy, (bits) => equalBytes(parseRecoveryCode(formatRecoveryCode(bits)), bits)));
  });

  it('has one spelling that later versions must go on reading', () => {
    const bits = Uint8Array.from({ length: 16 }, (_, at) => at * 17);
    expect(formatRecoveryCode(bits)).toMatchInlineSnapshot(`"008J 4CT4 ANK7 F24S NAXW SQFE ZWXR"`);
  });

  it('is read in any case, with spaces and hyphens anywhere, O for 0, I and L for 1', () => {
    fc.assert(
      fc.property(entropy, fc.constantFrom('I', 'L', 'i', 'l'), fc.constantFrom('', '-', '  ', '\n'), (bits, one, gap) => {
        const typed = formatRecoveryCode(bits).replaceAll(' ', gap).toLowerCase().replaceAll('0', 'o').replaceAll('1', one);
        expect(equalBytes(parseRecoveryCode(typed), bits)).toBe(true);
      }),
    );
  });

  it('notices each single mistyped sign', () => {
    const signs = signsOf(createRecoveryCode());
    for (const [at, right] of signs.entries()) {
      for (const other of SIGNS) {
        if (other !== right) expect(() => parseRecoveryCode(signs.with(at, other).join(''))).toThrow(refused);
      }
    }
  });

  it('notices any two mistyped signs, and any two that changed places', () => {
    const place = fc.integer({ min: 0, max: 27 });
    fc.assert(
      fc.property(entropy, place, place, fc.constantFrom(...SIGNS), fc.constantFrom(...SIGNS), (bits, one, two, first, second) => {
        const signs = signsOf(formatRecoveryCode(bits));
        const swapped = signs.with(one, signs[two] ?? '').with(two, signs[one] ?? '');
        for (const typed of [signs.with(one, first).with(two, second), swapped]) {
          if (typed.join('') !== signs.join('')) expect(() => parseRecoveryCode(typed.join(''))).toThrow(refused);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['', 'has 28 signs'],
    ['K7QD 2M9X', 'has 28 signs'],
    ['UUUU UUUU UUUU UUUU UUUU UUUU UUUU', 'no recovery code has'],
    ['K7QD 2M9X RT4H W0VB 8NPE 3GJY C65F', 'sign is probably mistyped'],
  ])('says what is wrong with %j', (code, sentence) => expect(() => parseRecoveryCode(code)).toThrow(sentence));
});
