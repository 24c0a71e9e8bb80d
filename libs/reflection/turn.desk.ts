import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { RateLimits } from '#libs/access/index.js';
import {
  type AgainRequest,
  type Begun,
  gateCalls,
  MirrorError,
  type ReplyId,
  reflectionCalls,
  type TurnId,
  type TurnRequest,
} from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Bus, type CallRequest, type RoleBus } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { DiskSpace } from '#libs/platform/health/index.js';
import type { MemberCaller } from '#libs/platform/http/index.js';
import { toWire } from './spoken.frames.js';
import { StampVerifier } from './stamp.verifier.js';
import { type Follower, type FrameStream, type Reading, TurnFollowing } from './turn.following.js';

type BeginRequest = CallRequest<typeof reflectionCalls.begin>;
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
    private readonly following: TurnFollowing,
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
    const begin = { member, device, session, turn, reply, pattern, idempotencyKey, streamKey, cleared, certificate, help };
    yield* this.begun(follower, begin);
  }

  /** An ended turn asked again: the same words, a new reply. */
  async *again(follower: Follower, turn: TurnId, request: AgainRequest): FrameStream {
    await this.admit(follower);
    const { member, device } = follower.caller;
    const begun = await this.bus.call(reflectionCalls.again, { member, device, turn, request });
    yield* this.accepted(follower, begun, request.streamKey);
  }

  /** The rest of a reply after a segment: from the stream while there is one, else from the disk. */
  async *resume(follower: Follower, turn: TurnId, after: number, streamKey = ''): FrameStream {
    const { reply, running } = await this.bus.call(reflectionCalls.find, { member: follower.caller.member, turn });
    yield* this.following.follow(follower, { turn, reply, streamKey, after }, running);
  }

  async cancel(caller: MemberCaller, turn: TurnId): Promise<void> {
    await this.bus.call(reflectionCalls.cancel, { member: caller.member, turn });
  }

  /** Whether there is room for another turn: in this device's minute, and on the disk. */
  private async admit({ caller }: Follower): Promise<void> {
    await Promise.all([this.rates.requireTurn(caller.member, caller.device), this.disk.ensure()]);
  }

  /** Listens for the reply while it is begun. */
  private async *begun(follower: Follower, request: BeginRequest): FrameStream {
    const reading = this.following.read(follower, request);
    try {
      const begun = await this.bus.call(reflectionCalls.begin, request);
      yield* this.accepted(follower, begun, request.streamKey, begun.repeated ? undefined : reading);
    } finally {
      reading.stop();
    }
  }

  private async *accepted(follower: Follower, begun: Begun, streamKey: string, reading?: Reading): FrameStream {
    const { turn, session, at, pattern, help, reply } = begun;
    yield toWire({ type: 'accepted', ref: follower.ref, turn, session, at, pattern, help });
    // One that was here before may have its answer since long.
    yield* this.following.follow(follower, { turn, reply, streamKey, after: -1 }, !begun.repeated, reading);
  }

  private async *blocked(verdict: BlockedVerdict, ref: string | undefined): FrameStream {
    const { certificate } = verdict;
    const segment = await this.stamps.segment([certificate], verdict.segment, Date.now());
    yield toWire({ type: 'certificate', certificate });
    yield toWire({ type: 'blocked', ref, rule: verdict.rule, category: verdict.category, segment });
  }
}
