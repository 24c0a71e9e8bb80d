import { describe, expect, it } from '@jest/globals';
import { parkedSentence } from './parked-sentence.js';

const told = { name: 'told', subscriber: 'vault.hear', error: 'internal' } as const;

describe('the sentence about parked events', () => {
  it('is none where none are parked', () => {
    expect(parkedSentence([])).toBeUndefined();
  });

  it('names one', () => {
    expect(parkedSentence([told])).toBe('An event waits for a person: told for vault.hear (internal).');
  });

  it('counts those of one kind', () => {
    const parked = [told, told, { ...told, subscriber: 'reflection.hear' }];
    expect(parkedSentence(parked)).toBe(
      '3 events wait for a person: 2 × told for vault.hear (internal), told for reflection.hear (internal).',
    );
  });
});
