import { describe, expect, it } from '@jest/globals';
import { Pattern } from '#libs/contracts/index.js';
import { clearedForSpec, spokenForSpec } from '../../engines/testing/stamped.js';
import { estimateTokens, messagesFor } from './assemble.js';
import { reflect1 } from './reflect-1.js';

const exchange = async (words: string, reply: string) => ({ words: await clearedForSpec(words), reply: await spokenForSpec(reply) });

describe('What a model is given', () => {
  it('is the prompt, the earlier turns in their order, and the words last', async () => {
    const context = [await exchange('One.', 'First?'), await exchange('Two.', 'Second?')];
    const messages = messagesFor({ words: await clearedForSpec('Three.'), context, pattern: 'creative', contextTokens: 100 });
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user']);
    expect(messages.slice(1).map(({ content }) => content)).toEqual(['One.', 'First?', 'Two.', 'Second?', 'Three.']);
  });

  it('keeps the newest turns, whole ones, within the budget', async () => {
    const context = [
      await exchange('a'.repeat(400), 'b'),
      await exchange('c'.repeat(40), 'd'.repeat(40)),
      await exchange('Two.', 'Second?'),
    ];
    const messages = messagesFor({ words: await clearedForSpec('Three.'), context, pattern: 'creative', contextTokens: 30 });
    expect(messages.slice(1).map(({ content }) => content)).toEqual(['c'.repeat(40), 'd'.repeat(40), 'Two.', 'Second?', 'Three.']);
  });

  it('skips no turn to reach an older one that would fit', async () => {
    const context = [await exchange('One.', 'First?'), await exchange('c'.repeat(400), 'd')];
    const messages = messagesFor({ words: await clearedForSpec('Three.'), context, pattern: 'creative', contextTokens: 30 });
    expect(messages).toHaveLength(2);
  });
});

describe('The prompt reflect/1', () => {
  it('has one angle for each pattern', () => {
    expect(new Set(Pattern.options.map(reflect1.system)).size).toBe(4);
    for (const pattern of Pattern.options) expect(reflect1.system(pattern)).toContain(pattern);
  });

  it('says how uncertainty is marked, and fits beside words and a reply in 4,096 tokens', () => {
    for (const pattern of Pattern.options) {
      expect(reflect1.system(pattern)).toContain('⟨low⟩ or ⟨medium⟩ or ⟨⟨high⟩⟩');
      expect(estimateTokens(reflect1.system(pattern))).toBeLessThan(600);
    }
  });
});
