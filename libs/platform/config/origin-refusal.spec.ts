import { describe, expect, it } from '@jest/globals';
import { originRefusal, readOriginRefusal } from './origin-refusal.js';

const refusal = { known: 'https://mirror.clinic.lan', told: 'https://spiegel.clinic.lan:9443' };

describe('the refusal of another origin', () => {
  it('says which one the node has, and can be read back', () => {
    expect(originRefusal(refusal)).toContain('Set MIRROR_ORIGIN back to https://mirror.clinic.lan');
    expect(readOriginRefusal(originRefusal(refusal))).toEqual(refusal);
  });

  it.each(['', 'The secret file root.key is missing.', 'This node is known as a, and MIRROR_ORIGIN says b. '])('is not %j', (sentence) =>
    expect(readOriginRefusal(sentence)).toBeUndefined(),
  );
});
