import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUncertainty, UncertaintyReader } from './uncertainty.js';

const inPieces = (pieces: readonly string[]) => {
  const reader = new UncertaintyReader();
  const texts = pieces.map((piece) => reader.take(piece));
  const { text, ...stated } = reader.finish();
  return { text: texts.join('') + text, ...stated };
};

describe('The mark of uncertainty', () => {
  it.each([
    ['⟨low⟩\nA yes came first.', 'low'],
    ['⟨medium⟩ A yes came first.', 'medium'],
    ['A yes came first.\n⟨⟨high⟩⟩', 'high'],
    ['A yes came first. ⟨low⟩\n', 'low'],
    ['\n\n⟨⟨HIGH⟩⟩\n\nA yes came first.', 'high'],
    ['<medium>\nA yes came first.', 'medium'],
    ['〈low〉 A yes came first.', 'low'],
  ] as const)('is read and taken out: %j', (reply, uncertainty) => {
    expect(parseUncertainty(reply)).toEqual({ text: 'A yes came first.', uncertainty, stated: true });
  });

  it('is taken out of a line of its own in the middle', () => {
    expect(parseUncertainty('One.\n⟨low⟩\nTwo.')).toEqual({ text: 'One.\nTwo.', uncertainty: 'low', stated: true });
  });

  it('counts as high where there is none, and says that it was not stated', () => {
    expect(parseUncertainty('A yes came first.')).toEqual({ text: 'A yes came first.', uncertainty: 'high', stated: false });
  });

  it('is the most uncertain one where there are several', () => {
    expect(parseUncertainty('⟨low⟩\nOne.\n⟨medium⟩')).toEqual({ text: 'One.', uncertainty: 'medium', stated: true });
  });

  it.each(['A “⟨low⟩” in a sentence stays.', '⟨I may be wrong.⟩ And then?', '1 < 2 and 3 > 2', 'It ends on ⟨lo', 'It ends on <'])(
    'leaves what is no mark as it is: %s',
    (reply) => {
      expect(parseUncertainty(reply)).toEqual({ text: reply, uncertainty: 'high', stated: false });
    },
  );

  it('is found wherever the stream is cut', () => {
    const reply = '⟨⟨high⟩⟩\nA yes ⟨perhaps⟩ came first.\n\n  Then <this>.\n⟨low⟩ ';
    const whole = parseUncertainty(reply);
    expect(whole).toEqual({ text: 'A yes ⟨perhaps⟩ came first.\n\n  Then <this>.', uncertainty: 'high', stated: true });
    expect(inPieces([...reply])).toEqual(whole);
    for (let at = 0; at <= reply.length; at += 1) expect(inPieces([reply.slice(0, at), reply.slice(at)])).toEqual(whole);
  });

  it('holds back a few characters at most', () => {
    const reader = new UncertaintyReader();
    expect(reader.take('A yes came first, ')).toBe('A yes came first,');
    expect(reader.take('⟨I may')).toBe(' ⟨I may');
  });

  it('comes out the same in any pieces, of any text', () => {
    const part = fc.constantFrom('⟨', '⟩', '⟨low⟩', '⟨⟨high⟩⟩', '<medium>', 'low', 'hi', '\n', ' ', '         ', 'A.', 'é', '“');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        expect(inPieces(parts)).toEqual(parseUncertainty(parts.join('')));
        expect(inPieces([...parts.join('')])).toEqual(parseUncertainty(parts.join('')));
      }),
      { numRuns: 500 },
    );
  });
});
