import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkSegment, core, HELD_BACK, RuleSet, SegmentCutter } from './index.js';
import { normalize } from './normalize.js';

const rules = new RuleSet(core);

/** A stream through cutter and gate, like a reply goes: what is let out until the gate refuses a segment. */
const release = (chunks: Iterable<string>): { released: string; refused: boolean; pieces: string[] } => {
  const cutter = new SegmentCutter(rules);
  const pieces: string[] = [];
  let released = '';
  let arrived = '';
  const take = (segment: string): boolean => {
    pieces.push(segment);
    if (checkSegment(rules, released.slice(-1024), segment)) return false;
    released += segment;
    return true;
  };
  for (const chunk of chunks) {
    arrived += chunk;
    if (!cutter.push(chunk).every(take)) return { released, refused: true, pieces };
    const held = arrived.slice(released.length);
    if (held.length > HELD_BACK) expect(normalize(held).length).toBeLessThanOrEqual(HELD_BACK);
  }
  const refused = !take(cutter.finish());
  return { released, refused, pieces };
};

const chunked = (text: string, size: number): string[] => text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];

/** The property: nothing of a match is let out, and a text without one comes out whole. */
const holds = (text: string, chunks: Iterable<string>): void => {
  const [first] = rules.scan('output', text);
  const { released, refused } = release(chunks);
  expect(text.startsWith(released)).toBe(true);
  if (first) {
    expect(refused).toBe(true);
    expect(released.length).toBeLessThanOrEqual(first.start);
  } else expect([refused, released]).toEqual([false, text]);
};

const violations = core.rules.filter(({ direction }) => direction === 'output').flatMap(({ examples }) => examples.fires.slice(0, 3));
const clean = core.rules.filter(({ direction }) => direction === 'output').flatMap(({ examples }) => examples.passes);
const endless = 'and then the evening goes on and on while you look for a word that would hold it and none of them does ';
const short = 'You said it twice. ';
const long = `${short}${clean.join(' ')} ${endless.repeat(6)}`;

describe('a stream through the gate', () => {
  it.each(violations)('lets out nothing of a violation split at every position: %s', (violation) => {
    for (const before of ['', short, endless.repeat(3)]) {
      const text = `${before}${violation} And that is all.`;
      for (let at = before.length; at <= before.length + violation.length; at++) holds(text, [text.slice(0, at), text.slice(at)]);
    }
  });

  it.each(violations)('lets out nothing of a violation at any chunk size: %s', (violation) => {
    for (const before of ['', short, long]) {
      const text = `${before}${violation} And that is all.`;
      for (const size of before === long ? [1, 4, 97, 5000] : Array.from({ length: text.length }, (_, index) => index + 1))
        holds(text, chunked(text, size));
    }
  });

  it('lets out nothing of a violation wherever it stands in a sentence without an end', () => {
    for (const violation of violations) {
      const bare = violation.replace(/[.!?]/g, '');
      for (let lead = 0; lead < 320; lead += 7) {
        const text = `${endless.repeat(4).slice(0, lead)} ${bare} ${endless.repeat(3)}`;
        holds(text, chunked(text, 4));
      }
    }
  });

  it.each([
    ['zero-width characters', '\u200b'.repeat(300)],
    ['many zero-width characters', '\u2060'.repeat(6000)],
    ['blanks', ' '.repeat(400)],
    ['line ends', '\n'.repeat(2000)],
    ['soft hyphens and blanks', '\u00ad \u00ad '.repeat(300)],
    ['marks of emphasis', '*'.repeat(700)],
    ['struck-through marks', '\u0336'.repeat(500)],
    ['lone surrogates', '\ud800'.repeat(300)],
  ])('lets out nothing of a violation that is padded with %s', (_, padding) => {
    for (const [left, right] of [
      ['Studies', 'show it.'],
      ['You should', 'definitely go.'],
      ['It has been', 'confirmed.'],
    ]) {
      const text = `${short}${left} ${padding} ${right} ${short}`;
      expect(rules.scan('output', text)).toHaveLength(1);
      for (const size of [1, 64, 1000, 20_000]) holds(text, chunked(text, size));
    }
  });

  it('lets out a clean text unchanged, however it is chunked', () => {
    for (const size of [1, 2, 3, 4, 5, 7, 16, 100, 255, 256, 257, 1000, 10_000]) holds(long, chunked(long, size));
  });

  it('lets out clean texts without a space or a sentence end', () => {
    for (const unit of ['x', '語', '-a', 'research-confirm-', '\ud83d\ude00', 'e\u0301', '각', '\u200b', 'ﷺ', '½', '. ', '! ', '.']) {
      const text = unit.repeat(900);
      holds(text, chunked(text, 1));
      holds(text, chunked(text, 10));
    }
  });

  it('does not make a violation by where it cuts', () => {
    for (const tempting of [
      'research confirmation ',
      'you should take a walk ',
      'you should take turns and ',
      'I am surely ',
      'my advice isles ',
      'you feel that you should really ',
    ]) {
      for (let lead = 0; lead < 30; lead++) {
        const text = 'y'.repeat(lead) + ` ${tempting}`.repeat(30);
        expect(rules.scan('output', text)).toEqual([]);
        holds(text, chunked(text, 3));
      }
    }
  });

  it('never splits a surrogate pair', () => {
    const text = `${'\ud83d\ude00'.repeat(700)} and on. ${'a\ud83d\ude00'.repeat(300)}`;
    for (const size of [1, 3, 1000]) {
      const { pieces, released } = release(chunked(text, size));
      expect(released).toBe(text);
      for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
    }
  });

  it('gives a sentence as soon as the space after it is there', () => {
    const cutter = new SegmentCutter(rules);
    expect(cutter.push('You waited a long time.')).toEqual([]);
    expect(cutter.push(' What')).toEqual(['You waited a long time. ']);
    expect(cutter.push(' for?" she asked')).toEqual([]);
    expect(cutter.finish()).toBe('What for?" she asked');
    expect(cutter.finish()).toBe('');
  });

  it('keeps short sentences and numbers together with what follows', () => {
    const cutter = new SegmentCutter(rules);
    expect(cutter.push('1. First, 3.5 hours went by. ')).toEqual(['1. First, 3.5 hours went by. ']);
  });

  it('refuses rules that look further than it holds back', () => {
    const far = { pack: 'far/1', rules: core.rules.slice(-1).map((rule) => ({ ...rule, patterns: ['legally ~6 ~6 ~2 bound'] })) };
    expect(() => new SegmentCutter(new RuleSet(far))).toThrow('look further');
  });
});

describe('a stream of anything', () => {
  const word = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...[...violations, ...clean].flatMap((text) => text.split(' '))) },
    { weight: 2, arbitrary: fc.constantFrom(...violations.map((text) => text.replace(/[.!?]/g, '')), ...clean) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '\u200b',
        '\n\n',
        '  ',
        '. ',
        '*',
        '\u0301',
        '\ud83d\ude00',
        '\ud83d',
        'x'.repeat(60),
        '語'.repeat(90),
        '.',
        ',',
        '"',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  );
  const stream = fc.array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', ' ', '', '\n', '\u200b ', ' \u00ad')), {
    minLength: 1,
    maxLength: 120,
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

  it('lets out nothing of a match, and everything where there is none', () => {
    fc.assert(
      fc.property(stream, sizes, (words, lengths) => {
        const text = words.flat().join('');
        const chunks: string[] = [];
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const length = lengths[turn % lengths.length] ?? 1;
          chunks.push(text.slice(at, at + length));
          at += length;
        }
        holds(text, chunks);
      }),
      { numRuns: 1500 },
    );
  });
});
