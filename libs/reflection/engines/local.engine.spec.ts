import { describe, expect, it } from '@jest/globals';
import { collect, engineAcceptance, requestForSpec } from './acceptance.js';
import { LocalEngine } from './local.engine.js';

engineAcceptance('The local engine', async () => ({ engine: new LocalEngine(), close: async () => undefined }));

describe('The local engine', () => {
  it('gives the same reply for the same words, pattern and context', async () => {
    const replies = [1, 2, 3].map(async () =>
      (await collect(new LocalEngine().answer(await requestForSpec('I still counted beds.')))).join(''),
    );
    expect(new Set(await Promise.all(replies)).size).toBe(1);
  });

  it('marks its uncertainty on the first line', async () => {
    const [first] = await collect(new LocalEngine().answer(await requestForSpec('tired.')));
    expect(first).toBe('⟨⟨high⟩⟩\n');
  });

  it('points to the people beside the words after a crisis answer', async () => {
    const drafts = await collect(new LocalEngine().answer(await requestForSpec('I want to die.', { help: true })));
    expect(drafts.join('')).toMatch(/people/);
    expect(drafts.join('')).not.toMatch(/\bdie\b/);
  });
});
