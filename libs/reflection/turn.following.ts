import { Injectable } from '@nestjs/common';
import { type Certificate, MirrorError, type ReplyId, reflectionCalls, type TurnFrame, type TurnId } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import type { MemberCaller } from '#libs/platform/http/index.js';
import { away } from './parts.patience.js';
import { Silences } from './silences.js';
import { toWire, type WireFrame } from './spoken.frames.js';
import { StampVerifier } from './stamp.verifier.js';

/** Frames of one turn on their way to a client. */
export type FrameStream = AsyncGenerator<WireFrame, void, undefined>;
/** Who follows: `ref` is echoed, `signal` ends the following, never the turn. */
export type Follower = { caller: MemberCaller; ref?: string; signal: AbortSignal };
/** What is followed, and how far it was seen: `after` is the last segment of `reply` that the follower has, -1 for none. */
export type Followed = { turn: TurnId; reply: ReplyId; streamKey: string; after: number };

/** A stream that is being read, from its first frame on. Who has it stops it. */
export type Reading = { readonly frames: AsyncIterator<TurnFrame>; readonly stop: () => void };

/** How long a reply may be silent before it is asked after; twice as long each time that it turns out to be still written. */
const SILENCE_MS = 5_000;
const LONGEST_SILENCE_MS = 15_000;

/** Why a stream was left before the reply's end. */
type Left = 'settled' | 'over' | 'elsewhere';

/**
 * Follows a reply to its end, for one client: over its stream while there is one, and from the disk where there is none, or
 * where it breaks off. A writer can die without a word and a stream can be lost, so silence is asked after: the turn's row
 * says how it stands. Nothing is given twice, wherever it came from.
 */
@Injectable()
export class TurnFollowing {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly silences: Silences,
    private readonly stamps: StampVerifier,
  ) {
    this.bus = bus.for('gateway');
  }

  /** Listens at once, also for a reply that is about to be begun: its first frames are then a way to Redis sooner here. */
  read({ signal }: Follower, { reply, streamKey }: Pick<Followed, 'reply' | 'streamKey'>): Reading {
    const stopping = new AbortController();
    const stream = this.bus.stream(reply, streamKey);
    const frames = askedAhead(stream.read({ signal: AbortSignal.any([signal, stopping.signal]) })[Symbol.asyncIterator]());
    const stop = () => {
      stopping.abort();
      // One that is left between two frames never comes to its own end: it would listen, and keep the reply's key, for good.
      frames.return?.().catch(() => undefined);
    };
    return { frames, stop };
  }

  /**
   * A turn that was begun a moment ago, or one that may have ended long since (`isRunning`: as far as is known). `begun`: the
   * stream of the reply, where it is read already.
   */
  async *follow(follower: Follower, asked: Followed, isRunning: boolean, begun?: Reading): FrameStream {
    const { turn } = asked;
    const given = new Set<string>();
    let reading = begun;
    for (let followed = asked, running = isRunning, wait = SILENCE_MS; !follower.signal.aborted; wait = longer(wait)) {
      // Without the key that it is sealed under there is none: then the reply comes from the disk once it is there.
      // A reader may come before the first frame of a running reply; of one that ended there may be nothing left.
      if (running || (await this.bus.stream(followed.reply, followed.streamKey).exists())) {
        const left = yield* this.overStream(follower, followed, reading ?? this.read(follower, followed), given);
        reading = undefined;
        if (left === 'settled' || follower.signal.aborted) return;
      }
      const found = await this.bus.call(reflectionCalls.find, { member: follower.caller.member, turn });
      if (!found.running) return yield* this.fromDisk(follower, followed, given);
      // Taken up again, here or elsewhere: what was seen belongs to a reply that is no more.
      if (found.reply !== followed.reply) followed = { ...followed, reply: found.reply, after: -1 };
      else if (running) await this.silences.wait(turn, wait, follower.signal);
      running = true;
    }
  }

  /** Each segment is verified once more before it leaves: one that was forged in the stream ends the reply, unseen. */
  private async *overStream(
    follower: Follower,
    followed: Followed,
    { frames, stop }: Reading,
    given: Set<string>,
  ): AsyncGenerator<WireFrame, Left, undefined> {
    const { turn, reply } = followed;
    const certificates: Certificate[] = [];
    let next = 0;
    try {
      for (;;) {
        const frame = await this.nextOf(frames, follower, followed);
        if (typeof frame === 'string') return frame;
        if (frame.type === 'certificate') certificates.push(frame.certificate);
        if (frame.type === 'blocked') continue;
        if (frame.type !== 'segment') {
          if (isNew(frame, given)) yield toWire(frame);
          if (frame.type === 'settled') return 'settled';
          continue;
        }
        const { segment } = frame;
        // A stamp that holds is not enough: it may be of another member's reply, or of an earlier piece of this one.
        if (segment.turn !== turn || segment.reply !== reply || segment.seq !== next++) throw new MirrorError('stamp_invalid');
        if (segment.seq <= followed.after) continue;
        const spoken = await this.stamps.segment(certificates, segment, Date.now());
        followed.after = segment.seq;
        yield toWire({ type: 'segment', segment: spoken });
      }
    } finally {
      stop();
    }
  }

  /** The next frame, however long it takes while the reply is being written; or why there will be none. */
  private async nextOf(frames: AsyncIterator<TurnFrame>, follower: Follower, { turn, reply }: Followed): Promise<TurnFrame | Left> {
    const next = frames.next();
    // Whoever leaves does not wait for it.
    next.catch(() => undefined);
    for (let wait = SILENCE_MS; ; wait = longer(wait)) {
      const result = await this.silences.unless(next, turn, wait);
      if (result !== 'silent') return result.done ? 'over' : result.value;
      const isWritten = await this.isWritten(follower, turn, reply);
      if (!isWritten) return 'elsewhere';
    }
  }

  /** Where nobody can say it now, it is asked again after the next silence: the reply itself may well come through. */
  private async isWritten({ caller }: Follower, turn: TurnId, reply: ReplyId): Promise<boolean> {
    try {
      const found = await this.bus.call(reflectionCalls.find, { member: caller.member, turn });
      return found.running && found.reply === reply;
    } catch (error) {
      if (error instanceof MirrorError && away.includes(error.code)) return true;
      throw error;
    }
  }

  /** A reply whose stream is gone; its member's vault must be open for the history. */
  private async *fromDisk(follower: Follower, { turn, reply, after }: Followed, given: Set<string>): FrameStream {
    const { view, certificates } = await this.bus.call(reflectionCalls.turn, { member: follower.caller.member, turn });
    for (const certificate of certificates) {
      const frame = { type: 'certificate', certificate } as const;
      if (isNew(frame, given)) yield toWire(frame);
    }
    const segments = await this.stamps.segments(certificates, turn, view.reply?.segments ?? []);
    const seen = segments[0]?.reply === reply ? after : -1;
    for (const segment of segments.slice(seen + 1)) yield toWire({ type: 'segment', segment });
    if (view.state === 'running') return;
    const { uncertainty, rule, category, trouble } = view.reply ?? {};
    yield toWire({ type: 'settled', turn, outcome: view.state, uncertainty, rule, category, trouble });
  }
}

/** Asks for the first frame without waiting to be asked for it. */
const askedAhead = <T>(frames: AsyncIterator<T>): AsyncIterator<T> => {
  let first: Promise<IteratorResult<T>> | undefined = frames.next();
  first.catch(() => undefined);
  const next = (): Promise<IteratorResult<T>> => {
    const frame = first ?? frames.next();
    first = undefined;
    return frame;
  };
  return { next, return: () => frames.return?.() ?? Promise.resolve({ done: true, value: undefined }) };
};

const longer = (wait: number): number => Math.min(wait * 2, LONGEST_SILENCE_MS);

/** A stream that is read from its start again says again what was said ahead of its segments. */
const isNew = (frame: TurnFrame, given: Set<string>): boolean => {
  const text = JSON.stringify(frame);
  if (given.has(text)) return false;
  given.add(text);
  return true;
};
