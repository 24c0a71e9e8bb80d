import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { RateLimits } from '#libs/access/index.js';
import {
  type AgainRequest,
  type Begun,
  type Certificate,
  gateCalls,
  MirrorError,
  type ReplyId,
  reflectionCalls,
  type TurnId,
  type TurnRequest,
  type TurnWithCertificates,
} from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { DiskSpace } from '#libs/platform/health/index.js';
import type { MemberCaller } from '#libs/platform/http/index.js';
import { toWire, type WireFrame } from './spoken.frames.js';
import { StampVerifier } from './stamp.verifier.js';

/** How often a turn is looked for whose reply can't be followed while it is made. */
const LOOK_MS = 300;

/** Frames of one turn on their way to a client. */
export type FrameStream = AsyncGenerator<WireFrame, void, undefined>;
/** Who follows: `ref` is echoed, `signal` ends the following, never the turn. */
export type Follower = { caller: MemberCaller; ref?: string; signal: AbortSignal };
type BlockedVerdict = Extract<z.output<(typeof gateCalls.input)['reply']>, { verdict: 'blocked' }>;

/**
 * The gateway's side of a turn: asks the gate, then the engine's role, and follows the reply. It holds no key and
 * opens nothing; what it emits it has verified to be stamped.
 */
@Injectable()
export class TurnDesk {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly config: Config,
    private readonly disk: DiskSpace,
    private readonly rates: RateLimits,
    private readonly stamps: StampVerifier,
  ) {
    this.bus = bus.for('gateway');
  }

  /** One reflection, from the request to the settled reply. What fails before `accepted` is thrown, and nothing was stored. */
  async *reflect(follower: Follower, request: TurnRequest): FrameStream {
    const turn = newId<TurnId>();
    const reply = newId<ReplyId>();
    const { goOn = false, text, session, pattern, idempotencyKey, streamKey } = request;
    const { member, device } = follower.caller;
    const admitted = this.admit(follower);
    // Its failure is met below; until then it must not look like one that nobody handles.
    admitted.catch(() => undefined);
    const verdict = await this.bus.call(gateCalls.input, { session, turn, reply, text, goOn, region: this.config.region });
    // Nothing of a crisis text goes further than this line: no turn, no event, no log. And whoever needs help gets it
    // also where the minute is used up or the disk is full.
    if (verdict.verdict === 'crisis') return yield toWire({ type: 'crisis', ref: follower.ref, help: verdict.help });
    await admitted;
    if (verdict.verdict === 'size')
      throw new MirrorError('size_limit', `The text has ${verdict.characters} characters; at most 2,000 are taken.`);
    if (verdict.verdict === 'blocked') return yield* this.blocked(verdict, follower.ref);
    const { cleared, certificate, help } = verdict;
    const begun = await this.bus.call(reflectionCalls.begin, {
      member,
      device,
      session,
      turn,
      reply,
      pattern,
      idempotencyKey,
      streamKey,
      cleared,
      certificate,
      help,
    });
    yield* this.accepted(follower, begun, streamKey);
  }

  /** An ended turn asked again: the same words, a new reply. */
  async *again(follower: Follower, turn: TurnId, request: AgainRequest): FrameStream {
    await this.admit(follower);
    const { member, device } = follower.caller;
    const begun = await this.bus.call(reflectionCalls.again, { member, device, turn, request });
    yield* this.accepted(follower, begun, request.streamKey);
  }

  /** The rest of a reply after a segment: from the stream while there is one, else from the disk. */
  async *resume(follower: Follower, turn: TurnId, after: number, streamKey?: string): FrameStream {
    const { reply } = await this.bus.call(reflectionCalls.find, { member: follower.caller.member, turn });
    yield* this.follow(follower, turn, reply, streamKey, after);
  }

  async cancel(caller: MemberCaller, turn: TurnId): Promise<void> {
    await this.bus.call(reflectionCalls.cancel, { member: caller.member, turn });
  }

  /** Whether there is room for another turn: in this device's minute, and on the disk. */
  private async admit({ caller }: Follower): Promise<void> {
    await Promise.all([this.rates.requireTurn(caller.member, caller.device), this.disk.ensure()]);
  }

  private async *accepted(follower: Follower, begun: Begun, streamKey: string): FrameStream {
    const { turn, session, at, pattern, help, reply } = begun;
    yield toWire({ type: 'accepted', ref: follower.ref, turn, session, at, pattern, help });
    yield* this.follow(follower, turn, reply, streamKey, -1);
  }

  private async *blocked(verdict: BlockedVerdict, ref: string | undefined): FrameStream {
    const { certificate } = verdict;
    const segment = await this.stamps.segment([certificate], verdict.segment, Date.now());
    yield toWire({ type: 'certificate', certificate });
    yield toWire({ type: 'blocked', ref, rule: verdict.rule, category: verdict.category, segment });
  }

  /** Each segment is verified once more before it leaves: one that was forged in the stream ends the reply, unseen. */
  private async *follow(follower: Follower, turn: TurnId, reply: ReplyId, streamKey: string | undefined, after: number): FrameStream {
    // A device that was started anew has no key of the stream any more.
    const stream = streamKey === undefined ? undefined : this.bus.stream(reply, streamKey);
    if (!(await stream?.exists())) return yield* this.fromDisk(follower, turn, after);
    const certificates: Certificate[] = [];
    let next = 0;
    for await (const frame of stream?.read({ signal: follower.signal }) ?? []) {
      if (frame.type === 'certificate') certificates.push(frame.certificate);
      if (frame.type === 'blocked') continue;
      if (frame.type !== 'segment') {
        yield toWire(frame);
        if (frame.type === 'settled') return;
        continue;
      }
      const { segment } = frame;
      // A stamp that holds is not enough: it may be of another member's reply, or of an earlier piece of this one.
      if (segment.turn !== turn || segment.reply !== reply || segment.seq !== next++) throw new MirrorError('stamp_invalid');
      if (segment.seq > after) yield toWire({ type: 'segment', segment: await this.stamps.segment(certificates, segment, Date.now()) });
    }
    // Redis was emptied in between, or who wrote it is gone: how the turn ended is on the disk, or will be.
    yield* this.fromDisk(follower, turn, Math.max(after, next - 1));
  }

  /** A reply whose stream is gone, once it has ended; its member's vault must be open for the history. */
  private async *fromDisk(follower: Follower, turn: TurnId, after: number): FrameStream {
    await this.ended(follower, turn);
    if (follower.signal.aborted) return;
    const { view, certificates } = await this.bus.call(reflectionCalls.turn, { member: follower.caller.member, turn });
    for (const certificate of certificates) yield toWire({ type: 'certificate', certificate });
    const segments = await this.stamps.segments(certificates, turn, view.reply?.segments ?? []);
    for (const segment of segments.slice(after + 1)) yield toWire({ type: 'segment', segment });
    yield* this.ending(turn, view);
  }

  /** The turn runs no more: it was answered, or whoever answered it was taken for dead. */
  private async ended({ caller, signal }: Follower, turn: TurnId): Promise<void> {
    while (!signal.aborted) {
      const { running } = await this.bus.call(reflectionCalls.find, { member: caller.member, turn });
      if (!running) return;
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private *ending(turn: TurnId, view: TurnWithCertificates['view']): Generator<WireFrame> {
    if (view.state === 'running') return;
    const { uncertainty, rule, category, trouble } = view.reply ?? {};
    yield toWire({ type: 'settled', turn, outcome: view.state, uncertainty, rule, category, trouble });
  }
}
