import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonLine, printable } from './printable.js';

describe('a text from elsewhere', () => {
  it.each([
    ['an escape sequence', 'a\u001B[2Jb', 'a\uFFFD[2Jb'],
    ['its 8-bit form', 'a\u009B2Jb', 'a\uFFFD2Jb'],
    ['a carriage return that overwrites the line', 'Approve?\rRefused', 'Approve?\uFFFDRefused'],
    ['a bell and a backspace', '\u0007\u0008', '\uFFFD\uFFFD'],
    ['a change of direction', 'user\u202Egnp.exe', 'user\uFFFDgnp.exe'],
  ])('loses %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('keeps what people write', () => {
    const text = 'Zwei Zeilen,\n\tein Tab, ⟨⟨high⟩⟩ ◊ ✦ ★ ⬢, 日本, é';
    expect(printable(text)).toBe(text);
  });

  it('is the same value as JSON, without a byte that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0x2100)), (signs) => {
        const text = String.fromCharCode(...signs);
        const line = jsonLine({ text });
        return JSON.parse(line).text === text && printable(line) === line && !line.includes('\n');
      }),
    );
  });
});
