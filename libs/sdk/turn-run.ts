import { fromProblem, MirrorError, type TurnFrame } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { giveUpAfter, isTransient, pauseBefore } from './domain/retries.js';
import { advance, startOf, type TurnProgress, type VerifiedFrame } from './domain/turn-progress.js';
import type { MemberCalls } from './member-calls.js';
import { pause } from './pause.js';
import type { StampBook } from './stamp-book.js';
import type { TurnEvent, TurnStream } from './turn-events.js';
import type { TurnAsk, TurnLine } from './turn-line.js';
import { askOf, type TurnStart } from './turn-start.js';
import type { Unlocker } from './unlock.js';

export type TurnRunParts = { calls: MemberCalls; unlocker: Unlocker; line: TurnLine | undefined; stamps: () => Promise<StampBook> };

/** One turn from its sending to its end, over whatever connections it takes. */
export class TurnRun implements TurnStream {
  readonly #stop = new AbortController();
  #progress: TurnProgress;
  #cancelling = false;
  #unlocked = false;

  constructor(
    private readonly parts: TurnRunParts,
    private readonly start: TurnStart,
    private readonly signal?: AbortSignal,
  ) {
    this.#progress = startOf(start.as === 'turn' ? undefined : start.turn);
  }

  get attempt() {
    return this.start.attempt;
  }

  async cancel(): Promise<void> {
    this.#cancelling = true;
    const { turn } = this.#progress;
    if (turn) await this.parts.calls.request('cancel', { params: { turn } });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TurnEvent, void> {
    const stop = () => this.#stop.abort();
    this.signal?.addEventListener('abort', stop, { once: true });
    try {
      if (!this.signal?.aborted) yield* this.#events();
    } finally {
      this.signal?.removeEventListener('abort', stop);
      this.#stop.abort();
    }
  }

  /** Connects as often as it takes. What was handed on once is not handed on again, and nothing is left out. */
  async *#events(): AsyncGenerator<TurnEvent, void> {
    for (let failures = 0; !this.#stop.signal.aborted; ) {
      const before = this.#progress;
      const error = yield* this.#connection();
      if (!error || this.#stop.signal.aborted) return;
      const closed = await this.#opened(error);
      if (closed === 'open') continue;
      if (closed) {
        yield this.#failure(closed);
        return;
      }
      failures = this.#progress === before ? failures + 1 : 1;
      if (!isTransient(error.code, this.#progress.accepted) || failures >= giveUpAfter(this.#progress.accepted)) {
        yield this.#failure(error);
        return;
      }
      yield { type: 'waiting', attempt: failures };
      await pause(pauseBefore(failures), this.#stop.signal);
    }
  }

  /** One connection's worth of events; gives why it ended before the turn did. */
  async *#connection(): AsyncGenerator<TurnEvent, MirrorError | undefined> {
    try {
      for await (const frame of this.#frames()) {
        const verified = await this.#verified(frame);
        if (this.#stop.signal.aborted) return undefined;
        if (!verified) continue;
        if (verified.type === 'problem') return fromProblem(verified.problem);
        const { progress, events, missing } = advance(this.#progress, verified);
        this.#progress = progress;
        yield* events;
        if (progress.ended) return undefined;
        if (missing) return new MirrorError('response_invalid', 'A piece of the reply did not arrive.');
        if (verified.type === 'accepted' && this.#cancelling) await this.cancel();
      }
      return new MirrorError('unreachable', 'The connection broke.');
    } catch (error) {
      return error instanceof MirrorError ? error : new MirrorError('internal', undefined, { cause: error });
    }
  }

  /** Over the WebSocket where one opens, else over HTTP. */
  async *#frames(): AsyncGenerator<TurnFrame, void> {
    const { line } = this.parts;
    const ask = askOf(this.start, this.#progress, newId());
    if (line?.usable && (await opens(line))) yield* line.frames(ask, this.#stop.signal);
    else yield* await this.#overHttp(ask);
  }

  #overHttp(ask: TurnAsk): Promise<AsyncGenerator<TurnFrame, void>> {
    const { signal } = this.#stop;
    const { calls } = this.parts;
    if (ask.type === 'turn') return calls.authorized('reflect', (to, who) => to.stream('reflect', { body: ask.turn }, who, signal));
    const params = { turn: ask.turn };
    if (ask.type === 'again') {
      return calls.authorized('again', (to, who) => to.stream('again', { params, body: ask.request }, who, signal));
    }
    const { after, streamKey } = ask;
    const body = { after, ...(streamKey ? { streamKey } : {}) };
    return calls.authorized('turnStream', (to, who) => to.stream('turnStream', { params, body }, who, signal));
  }

  /** A frame that may be handed on: every piece of text in it bears a stamp that holds. */
  async #verified(frame: TurnFrame): Promise<VerifiedFrame | undefined> {
    const stamps = await this.parts.stamps();
    if (frame.type === 'certificate') {
      await stamps.add(frame.certificate);
      return undefined;
    }
    if (frame.type === 'segment') return { type: 'segment', spoken: await stamps.verify(frame.segment) };
    if (frame.type !== 'blocked') return frame;
    const { segment, ...blocked } = frame;
    return { ...blocked, spoken: await stamps.verify(segment) };
  }

  /**
   * Once in a turn's life; a vault that locks again at once is told to the reader. Where it could not be opened, why:
   * whoever is told to unlock while no vault is there would try in vain. It was tried as often as it is worth.
   */
  async #opened(error: MirrorError): Promise<'open' | MirrorError | undefined> {
    if (this.#unlocked) return undefined;
    try {
      this.#unlocked = await this.parts.unlocker.opensAfter(error);
      return this.#unlocked ? 'open' : undefined;
    } catch (why) {
      return why instanceof MirrorError ? why : new MirrorError('internal', undefined, { cause: why });
    }
  }

  #failure(error: MirrorError): TurnEvent {
    const { turn } = this.#progress;
    const untrusted = error.code === 'stamp_invalid' || error.code === 'identity_mismatch';
    return { type: untrusted ? 'stamp_invalid' : 'problem', ...(turn ? { turn } : {}), problem: error.toProblem() };
  }
}

/** Whether the WebSocket is there; where it can't be reached HTTP is tried, any other refusal stands. */
const opens = async (line: TurnLine): Promise<boolean> => {
  try {
    await line.open();
    return true;
  } catch (error) {
    if (error instanceof MirrorError && error.code === 'unreachable') return false;
    throw error;
  }
};
