import { describe, expect, it } from '@jest/globals';
import { parsePhrase } from './phrase.js';
import { requiredLiterals } from './phrase-literals.js';
import { extentOf, sourceOf, spanOf } from './phrase-source.js';

const matches = (pattern: string, text: string) => new RegExp(`^(?:${sourceOf(parsePhrase(pattern))})$`).test(text);
const finds = (pattern: string, text: string) => new RegExp(sourceOf(parsePhrase(pattern))).test(text);

describe('a phrase', () => {
  it.each([
    ['i (have|had) seen', 'i had seen', true],
    ['i (have|had) seen', 'i has seen', false],
    ['stud(y|ies)', 'studies', true],
    ['i( have)? seen', 'i seen', true],
    ["don'?t", 'dont', true],
    ['according to ~2 experts', 'according to experts', true],
    ['according to ~2 experts', 'according to the best experts', true],
    ['according to ~2 experts', 'according to all the best experts', false],
    ['according to ~2 experts', 'according to it. experts', false],
    ['a (b|c)*2 d', 'a d', true],
    ['a (b|c)*2 d', 'a c b d', true],
    ['a (b|c)*2 d', 'a c b b d', false],
    ['take # mg', 'take 2000 mg', true],
    ['take # mg', 'take 20000 mg', false],
    ['however i', 'however, i', true],
    ['however i', 'however "i', true],
    ['however i', 'however. i', false],
  ])('%j reads %j: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it('looks at what stands around it', () => {
    expect(finds('cut myself!( (shaving|off))', 'i cut myself shaving')).toBe(false);
    expect(finds('cut myself!( (shaving|off))', 'i cut myself offhand')).toBe(true);
    expect(finds('<((career|social) )suicide', 'a career suicide')).toBe(false);
    expect(finds('<((career|social) )suicide', 'antisocial suicide')).toBe(true);
  });

  it.each(['', 'a|', '(a', 'a)', 'a ~ b', '~9 a', '~2a', 'a (b)*3c', 'a+', 'a.b', 'a*', 'A', 'a[b]', '!a', 'a\\b', 'a{2}', '()'])(
    'refuses %j',
    (pattern) => {
      expect(() => parsePhrase(pattern)).toThrow(`The pattern "${pattern}"`);
    },
  );

  it('knows how far it looks', () => {
    // A space may come with two signs more; the edges look at one character to either side.
    expect(extentOf(parsePhrase('abc'))).toEqual({ length: 3, ahead: 4, behind: 1 });
    expect(extentOf(parsePhrase('a b'))).toEqual({ length: 5, ahead: 6, behind: 1 });
    expect(extentOf(parsePhrase('a ~2 b'))).toEqual({ length: 39, ahead: 40, behind: 1 });
    expect(extentOf(parsePhrase('(a|bcd)?#'))).toEqual({ length: 7, ahead: 8, behind: 1 });
    expect(extentOf(parsePhrase('ab!(cdefgh)'))).toEqual({ length: 2, ahead: 11, behind: 1 });
    expect(extentOf(parsePhrase('<(abcd )x'))).toMatchObject({ length: 1, behind: 10 });
    expect(spanOf(parsePhrase('abc'))).toBe(5);
  });

  it('knows words that are always in it', () => {
    expect(requiredLiterals(parsePhrase('i (have|had)? verified (it)?'))).toEqual(['verified']);
    expect(requiredLiterals(parsePhrase('(study|studies|research) ~3 (show|proved)'))).toEqual(['study', 'studies', 'research']);
    expect(requiredLiterals(parsePhrase('confirm(s|ed)?'))).toEqual(['confirm']);
    expect(requiredLiterals(parsePhrase('(maybe)?'))).toEqual([]);
    expect(requiredLiterals(parsePhrase('~3 #'))).toEqual([]);
    expect(requiredLiterals(parsePhrase('(abc|(def)?)'))).toEqual([]);
  });
});
