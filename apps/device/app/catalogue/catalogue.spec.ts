import { describe, expect, it } from '@jest/globals';
import { en } from './en.js';
import { counting } from './plural.js';

/** Every sentence; those that take values are given some. */
function sentences(of: unknown): string[] {
  if (typeof of === 'string') return [of];
  if (typeof of === 'function') return sentences(of(2, 'two'));
  if (typeof of === 'object' && of !== null) return Object.values(of).flatMap(sentences);
  return [];
}

describe('the catalogue', () => {
  const all = sentences(en);

  it('has a sentence at every key', () => {
    expect(all.length).toBeGreaterThan(300);
    expect(all.filter((sentence) => sentence.trim() === '')).toEqual([]);
  });

  it('keeps to the voice of the house', () => {
    const refused = /!|\bOops\b|\bAI\b|\bplease\b|\bsorry\b|\bsuccessfully\b|\bwe\b|\buser\b|'/i;
    expect(all.filter((sentence) => refused.test(sentence))).toEqual([]);
  });

  it('says one and many as the language does', () => {
    const count = counting('en-GB');
    expect([0, 1, 2, 1200].map((number) => count(number, { one: '# device', other: '# devices' }))).toEqual([
      '0 devices',
      '1 device',
      '2 devices',
      '1,200 devices',
    ]);
  });
});
