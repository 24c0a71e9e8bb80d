import { describe, expect, it } from '@jest/globals';
import { bitString, boolean, integer, objectIdentifier, octetString, sequence, time } from './der.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('DER', () => {
  it.each([
    ['00', '020100'],
    ['7f', '02017f'],
    ['80', '02020080'],
    ['0100', '02020100'],
    ['0000ff', '020200ff'],
    ['', '020100'],
  ])('writes the integer %s in as few bytes as it takes, and never negative (X.690 §8.3)', (bytes, written) =>
    expect(hex(integer(Buffer.from(bytes, 'hex')))).toBe(written),
  );

  it.each([
    ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
    ['1.3.6.1.5.5.7.3.1', '06082b06010505070301'],
    ['2.5.29.15', '0603551d0f'],
    ['2.5.4.3', '0603550403'],
  ])('writes the identifier %s as RFC 5280 and 5758 print it', (dotted, written) => expect(hex(objectIdentifier(dotted))).toBe(written));

  it.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('writes a length of %i (X.690 §8.1.3)', (bytes, written) => {
    const encoded = octetString(new Uint8Array(bytes));
    expect(hex(encoded).slice(0, written.length)).toBe(written);
    expect(encoded.length).toBe(written.length / 2 + bytes);
  });

  it('writes years to 2049 with two digits, later ones with four (RFC 5280 §4.1.2.5)', () => {
    const text = (at: string) => Buffer.from(time(Date.parse(at)).subarray(2)).toString();
    expect(text('2049-12-31T23:59:59.999Z')).toBe('491231235959Z');
    expect(text('2050-01-01T00:00:00Z')).toBe('20500101000000Z');
  });

  it('writes the rest', () => {
    expect(hex(sequence(boolean(true), boolean(false)))).toBe('30060101ff010100');
    expect(hex(bitString(Uint8Array.of(0x06), 1))).toBe('03020106');
  });
});
