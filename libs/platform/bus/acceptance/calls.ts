import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MirrorError } from '#libs/contracts/index.js';
import type { BusBacking, StartedBus, StartOptions } from './backing.js';
import { ask } from './contracts.js';

/** What a call promises, whatever carries it. */
export const callsSuite = (open: () => BusBacking): void =>
  describe('call', () => {
    let started: StartedBus;
    const answering = jest.fn<NonNullable<NonNullable<StartOptions['does']>['ask']>>();
    const asking = (text = 'hello') => started.bus.for('gateway').call(ask, { text });
    const failure = async (work: Promise<unknown>): Promise<MirrorError> => {
      const error = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error instanceof MirrorError) return error;
      throw new Error(`expected a MirrorError, got ${String(error)}`);
    };

    beforeEach(async () => {
      answering.mockReset().mockImplementation(async (text) => ({ answer: text.toUpperCase() }));
      started = await open().start({ does: { ask: answering } });
    });
    afterEach(() => started.close());

    it('is answered by the method that was marked', async () => {
      await expect(asking()).resolves.toEqual({ answer: 'HELLO' });
    });

    it('is refused to a role that the contract does not list', async () => {
      const error = await failure(started.bus.for('vault').call(ask, { text: 'hello' }));
      expect(error.code).toBe('forbidden');
      expect(answering).not.toHaveBeenCalled();
    });

    it('refuses a request that does not fit, and does not repeat it', async () => {
      const error = await failure(asking('words that are too long for it'));
      expect(error).toMatchObject({ code: 'invalid_request', message: 'request.text does not fit its contract (too_big).' });
      expect(answering).not.toHaveBeenCalled();
    });

    it('refuses a request with a field that the contract does not know', async () => {
      const request = { text: 'hello', member: 'x' };
      expect((await failure(started.bus.for('gateway').call(ask, request))).code).toBe('invalid_request');
    });

    it('fails at its deadline, though the answer comes later', async () => {
      const late = Promise.withResolvers<{ answer: string }>();
      answering.mockReturnValue(late.promise);
      expect((await failure(asking())).code).toBe('deadline_exceeded');
      late.resolve({ answer: 'too late' });
    });

    it('fails at its deadline once, though the handler fails later', async () => {
      const late = Promise.withResolvers<{ answer: string }>();
      answering.mockReturnValue(late.promise);
      expect((await failure(asking())).code).toBe('deadline_exceeded');
      late.reject(new Error('too late'));
    });

    it('passes on the code and the sentence of our own errors, never their cause', async () => {
      const cause = new Error('the words of someone');
      answering.mockRejectedValue(new MirrorError('rate_limited', 'Slowly.', { cause, retryAfter: 7 }));
      const error = await failure(asking());
      expect(error).toMatchObject({ code: 'rate_limited', message: 'Slowly.', retryAfter: 7 });
      expect(error.cause).toBeUndefined();
    });

    it('makes every other error internal, without a word of it', async () => {
      answering.mockRejectedValue(new Error('the words of someone'));
      const error = await failure(asking());
      expect(error.code).toBe('internal');
      expect(`${error.message} ${String(error.cause)} ${error.stack}`).not.toContain('someone');
    });

    it('makes a reply that does not parse internal', async () => {
      answering.mockResolvedValue({ answer: 5 } as never);
      expect((await failure(asking())).code).toBe('internal');
    });

    it('makes a reply with more than its contract names internal', async () => {
      answering.mockResolvedValue({ answer: 'yes', secret: 'no' } as never);
      expect((await failure(asking())).code).toBe('internal');
    });

    it('keeps many at a time apart', async () => {
      const texts = Array.from({ length: 200 }, (_, at) => `question ${at}`);
      const answers = await Promise.all(texts.map((text) => asking(text)));
      expect(answers).toEqual(texts.map((text) => ({ answer: text.toUpperCase() })));
    });

    it('lets what is under way end when the node stops, and refuses what comes then', async () => {
      const slow = Promise.withResolvers<{ answer: string }>();
      answering.mockReturnValue(slow.promise);
      const underWay = asking();
      const closing = started.close();
      slow.resolve({ answer: 'still here' });
      await expect(underWay).resolves.toEqual({ answer: 'still here' });
      await closing;
      expect((await failure(asking())).code).toBe('shutting_down');
    });
  });
