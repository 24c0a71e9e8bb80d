import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldCharacters, normalize } from './normalize.js';
import { offsetOfTail, type Positions, positionsOf } from './positions.js';

/** Every character of the planes in use, in rows of 256, each between two letters. */
const rows = Array.from({ length: 0x200 }, (_, row) => row)
  .concat(0xe00, 0xe01, 0x1000)
  .map((row) => Array.from({ length: 256 }, (_, column) => `a${String.fromCodePoint(row * 256 + column)}b`).join(''));

/** What an attacker would build from: letters, marks, jamo, kana, zero-width, blanks, quotes, surrogates, markup. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'abcdefI KZ*_~`.,!?\'"\n\t\r-'),
    fc.constantFrom(
      '\u200b',
      '\u00ad',
      '\u2060',
      '\ufeff',
      '\u0301',
      '\u0336',
      '\u0323',
      '\u034f',
      '\ufe0f',
      '\u3000',
      '\u00a0',
      '\u2800',
      '\u0085',
    ),
    fc.constantFrom(
      '’',
      '“',
      '\u2011',
      '—',
      'é',
      'İ',
      'ı',
      'ς',
      'Σ',
      'ﬁ',
      'ｋ',
      '…',
      '½',
      '\u00b4',
      '\u1100',
      '\u1161',
      '\u11a8',
      'ㄱ',
      'ㅏ',
      'ｶ',
      'ﾞ',
      '\uffa0',
      '\u3164',
    ),
    fc.constantFrom('\ud83d\ude00', '\ud83d', '\ude00', '\u{e0041}', '\u{1d400}', '\u{16d67}', '\ufdfa'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
});

describe('normalizing a text', () => {
  it.each([
    ['I’ve “checked” this', 'i\'ve "checked" this'],
    ['sui\u200bci\u00adde', 'suicide'],
    ['ｓｕｉｃｉｄｅ', 'suicide'],
    ['s\u0336u\u0336i\u0336c\u0336i\u0336d\u0336e\u0336', 'suicide'],
    ['𝐬𝐮𝐢𝐜𝐢𝐝𝐞', 'suicide'],
    ['studies\n\n   show', 'studies show'],
    ['should **definitely** go', 'should definitely go'],
    ['should _really_ go', 'should really go'],
    ['self\u2011harm — now', 'self-harm - now'],
    ['KİLL', 'kill'],
    ['cafe\u0301', 'café'],
    ['a \u200b b', 'a b'],
    ['tab\tand\u00a0blank\u3000wide', 'tab and blank wide'],
    ['\ud83d lone \ude00', ' lone '],
    ['', ''],
  ])('reads %j as %j', (raw, normalized) => {
    expect(normalize(raw)).toBe(normalized);
  });

  it('changes nothing the second time, for every character of Unicode', () => {
    expect(rows.filter((row) => normalize(normalize(row)) !== normalize(row)).length).toBe(0);
  });

  it('changes nothing the second time, for whatever is put together', () => {
    fc.assert(
      fc.property(nasty, (text) => normalize(normalize(text)) === normalize(text)),
      { numRuns: 3000 },
    );
  });

  it('folds run by run what it would fold as a whole', () => {
    const whole = (text: string) => foldCharacters(text).replace(/[ \t-\r_]+/g, ' ');
    fc.assert(
      fc.property(nasty, (text) => normalize(text) === whole(text)),
      { numRuns: 3000 },
    );
  });

  it('gives the same when what came before was normalized already, unless a mark joins the two', () => {
    fc.assert(
      fc.property(nasty, nasty, (before, text) => normalize(`${normalize(`${before} `)}${text}`) === normalize(`${before} ${text}`)),
      { numRuns: 3000 },
    );
  });
});

const bound = (positions: Positions) => ({
  normalized: positions.normalized,
  start: (index: number) => positions.start(index),
  end: (index: number) => positions.end(index),
});

describe('the way back to the raw text', () => {
  it('agrees with the normalized text for every character of Unicode, so that no match is drawn too wide', () => {
    const wide = rows.filter((row) => positionsOf(row).start(normalize(row).length - 1) !== row.length - 1);
    expect(wide.length).toBe(0);
  });

  it('covers the raw text in order, whatever it is made of', () => {
    fc.assert(
      fc.property(nasty, (raw) => {
        const { normalized, start, end } = bound(positionsOf(raw));
        expect(normalized).toBe(normalize(raw));
        for (let index = 0; index < normalized.length; index++) {
          expect(start(index)).toBeLessThan(end(index));
          expect(end(index)).toBeLessThanOrEqual(raw.length);
          if (index > 0) expect(start(index)).toBeGreaterThanOrEqual(start(index - 1));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('finds a word with everything that was hidden inside', () => {
    const raw = 'go *sui\u200b\u200bci\u00adde* now';
    const { normalized, start, end } = bound(positionsOf(raw));
    const at = normalized.indexOf('suicide');
    expect(raw.slice(start(at), end(at + 6))).toBe('sui\u200b\u200bci\u00adde');
  });

  it('maps the whole raw text where clusters and whole would differ', () => {
    const { normalized, start, end } = bound(positionsOf('ㄱ*ㅏ'));
    expect(normalized).toBe(normalize('ㄱ*ㅏ'));
    expect([start(0), end(normalized.length - 1)]).toEqual([0, 3]);
  });
});

describe('the tail of a text', () => {
  it('is long enough where the text is', () => {
    fc.assert(
      fc.property(nasty, nasty, fc.integer({ min: 0, max: 60 }), (before, text, count) => {
        const raw = `${before}${text}`;
        const tail = normalize(raw.slice(offsetOfTail(raw, count)));
        expect(tail.length).toBeGreaterThanOrEqual(Math.min(count, normalize(raw).length));
      }),
      { numRuns: 2000 },
    );
  });

  it('is found behind any padding', () => {
    for (const padding of ['', ' '.repeat(10_000), '\u200b'.repeat(10_000), '* '.repeat(5000)]) {
      const raw = `${'x'.repeat(100)} begins here${padding} and ends`;
      expect(normalize(raw.slice(offsetOfTail(raw, 20)))).toMatch(/begins here ?and ends$| here ?and ends$/);
    }
    expect(offsetOfTail('x'.repeat(100), 30)).toBe(70);
    expect(offsetOfTail('short', 30)).toBe(0);
  });
});
