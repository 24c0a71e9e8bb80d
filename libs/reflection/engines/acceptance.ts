import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cleared, EngineTrouble, Pattern } from '#libs/contracts/index.js';
import { parseUncertainty } from '../domain/prompts/index.js';
import type { Draft } from './draft.js';
import type { Engine, EngineRequest } from './engine.js';
import { EngineFailure } from './failure.js';
import { clearedForSpec, spokenForSpec } from './testing/stamped.js';

/** An engine under test, ready to answer, and how to take it down. */
export type Mounted = { readonly engine: Engine; readonly close: () => Promise<void> };

const patterns: readonly Pattern[] = ['exploratory', 'analytical', 'creative', 'strategic'];

export const requestForSpec = async (text: string, more: Partial<EngineRequest> = {}): Promise<EngineRequest> => ({
  words: await clearedForSpec(text),
  context: [],
  pattern: 'exploratory',
  maxTokens: 120,
  signal: new AbortController().signal,
  ...more,
});

export const collect = async (drafts: AsyncIterable<Draft>): Promise<string[]> => {
  const texts: string[] = [];
  for await (const draft of drafts) texts.push(draft.forTheGate());
  return texts;
};

/** The trouble that an answer ends with; undefined where it comes through. */
export const troubleIn = async (drafts: AsyncIterable<Draft>): Promise<EngineTrouble | undefined> => {
  try {
    await collect(drafts);
    return undefined;
  } catch (error) {
    if (error instanceof EngineFailure) return error.trouble;
    throw error;
  }
};

/** What every adapter of the engine port keeps. Troubles with a server of its own are told apart in its own spec. */
export const engineAcceptance = (name: string, mount: () => Promise<Mounted>): void => {
  describe(`${name} keeps what an engine promises`, () => {
    let mounted: Mounted;
    beforeAll(async () => {
      mounted = await mount();
    });
    afterAll(() => mounted.close());

    it('says who answers, with its model if it has one', async () => {
      const state = await mounted.engine.state();
      expect(state.engine).toBe(mounted.engine.kind);
      expect(state.trouble).toBeUndefined();
    });

    it.each(patterns)('answers the pattern %s', async (pattern) => {
      const drafts = await collect(mounted.engine.answer(await requestForSpec('I said yes again, but I wanted to say no.', { pattern })));
      expect(drafts.length).toBeGreaterThan(0);
      expect(parseUncertainty(drafts.join('')).text).not.toBe('');
    });

    it('takes earlier turns along', async () => {
      const context = [
        { words: await clearedForSpec('I said yes again.'), reply: await spokenForSpec('“yes” came first. What came next?') },
      ];
      const drafts = await collect(mounted.engine.answer(await requestForSpec('And today I said yes once more.', { context })));
      expect(drafts.join('')).not.toBe('');
    });

    it('ends quietly when it is aborted before it begins', async () => {
      const drafts = await collect(mounted.engine.answer(await requestForSpec('I am here.', { signal: AbortSignal.abort() })));
      expect(drafts).toEqual([]);
    });

    it('ends quietly when it is aborted between drafts, and gives nothing after that', async () => {
      const controller = new AbortController();
      const seen: Draft[] = [];
      const request = await requestForSpec('I said yes again, but I wanted to say no, and now I am angry.', { signal: controller.signal });
      for await (const draft of mounted.engine.answer(request)) {
        seen.push(draft);
        controller.abort();
      }
      expect(seen).toHaveLength(1);
    });

    it('stops when its reader stops reading', async () => {
      for await (const draft of mounted.engine.answer(await requestForSpec('I said yes again, but I wanted to say no.'))) {
        expect(draft.forTheGate()).not.toBe('');
        break;
      }
      expect((await mounted.engine.state()).trouble).toBeUndefined();
    });

    it('gives drafts that no serializer takes', async () => {
      for await (const draft of mounted.engine.answer(await requestForSpec('I said yes again.'))) {
        expect(() => JSON.stringify({ draft })).toThrow('unchecked');
        expect(`${draft}`).toBe('[unchecked draft]');
        expect(Object.values(draft)).toEqual([]);
        break;
      }
    });

    it('takes nothing but cleared words, by its type', () => {
      const bare: { text: string; pack: string; stamp: string } = { text: 'I am here.', pack: 'core/1', stamp: '' };
      // @ts-expect-error a text without the gate's brand is no Cleared
      const refused: Cleared = bare;
      // @ts-expect-error nor is a string
      const words: EngineRequest['words'] = 'I am here.';
      expect([refused, words]).toHaveLength(2);
    });
  });
};
