import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openingOf } from './outline.js';

describe('the opening words of a session', () => {
  it('are the whole text where it is short, on one line', () => {
    expect(openingOf(' Said yes\n\nagain. ')).toBe('Said yes again.');
  });

  it('end at a word, with an ellipsis', () => {
    const long = 'I said yes to the extra shift again before I had looked at anything, and on the way home I was angry.';
    expect(openingOf(long)).toBe('I said yes to the extra shift again before I had looked at anything, and on the…');
  });

  it('cut a text without spaces by its length', () => {
    expect(openingOf('a'.repeat(200))).toBe(`${'a'.repeat(80)}…`);
  });

  it('never split a character, however it is made', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(openingOf(text).isWellFormed()).toBe(text.isWellFormed() || openingOf(text).isWellFormed());
        expect([...openingOf(text)].length).toBeLessThanOrEqual(Math.max(81, [...text].length));
      }),
    );
    expect(openingOf('👩‍👩‍👧'.repeat(100))).toBe(`${'👩‍👩‍👧'.repeat(80)}…`);
  });
});
