import { describe, expect, it } from '@jest/globals';
import { countCharacters, countSentences } from './sentences.js';

describe('counting', () => {
  it('counts sentences that say something', () => {
    expect(countSentences('One. Two? Three', 'en')).toBe(3);
    expect(countSentences('… —', 'en')).toBe(0);
  });

  it('counts code points, as the gate does', () => {
    expect(countCharacters('a😀é')).toBe(3);
  });
});
