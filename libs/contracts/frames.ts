import { z } from 'zod';
import { Problem } from './errors.js';
import { bytes, Instant, ReplyId, SessionId, TurnId } from './ids.js';
import { Certificate, Segment } from './stamps.js';
import {
  AgainRequest,
  CrisisHelp,
  EngineKind,
  EngineTrouble,
  Outcome,
  Pattern,
  RuleCategory,
  RuleId,
  TurnRequest,
  Uncertainty,
} from './turns.js';

/** Chosen by the client, echoed in every frame that answers that request. */
export const Ref = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** What the stream of one turn consists of, over WebSocket and as NDJSON alike. */
export const TurnFrame = z.discriminatedUnion('type', [
  /** The words are on the disk; from here on the turn is never lost. `help` is pinned where it was sent with goOn. */
  z.strictObject({
    type: z.literal('accepted'),
    ref: Ref.optional(),
    turn: TurnId,
    session: SessionId,
    at: Instant,
    pattern: Pattern,
    help: CrisisHelp.optional(),
  }),
  /** Nothing of the text stays on the node. */
  z.strictObject({ type: z.literal('crisis'), ref: Ref.optional(), help: CrisisHelp }),
  /** An input rule other than crisis: nothing was stored; `segment` says why, stamped. */
  z.strictObject({ type: z.literal('blocked'), ref: Ref.optional(), rule: RuleId, category: RuleCategory, segment: Segment }),
  /** The key behind the stamps that follow. */
  z.strictObject({ type: z.literal('certificate'), certificate: Certificate }),
  /** Who answers; sent again with a `trouble` where the local engine takes over. */
  z.strictObject({
    type: z.literal('engine'),
    turn: TurnId,
    reply: ReplyId,
    engine: EngineKind,
    model: z.string().max(200).optional(),
    trouble: EngineTrouble.optional(),
  }),
  z.strictObject({ type: z.literal('segment'), segment: Segment }),
  z.strictObject({
    type: z.literal('settled'),
    turn: TurnId,
    outcome: Outcome,
    uncertainty: Uncertainty.optional(),
    /** The output rule that ended the reply. */
    rule: RuleId.optional(),
    category: RuleCategory.optional(),
    trouble: EngineTrouble.optional(),
  }),
  z.strictObject({ type: z.literal('problem'), ref: Ref.optional(), turn: TurnId.optional(), problem: Problem }),
]);
export type TurnFrame = z.infer<typeof TurnFrame>;

/** Frames of the WebSocket that are about the connection. */
export const ConnectionFrame = z.discriminatedUnion('type', [
  /** First frame from the server: the nonce for the proof. */
  z.strictObject({ type: z.literal('nonce'), nonce: z.string() }),
  z.strictObject({ type: z.literal('ready'), until: Instant }),
  z.strictObject({ type: z.literal('pong') }),
  /** The vault was locked or unlocked, or work for it was done. */
  z.strictObject({ type: z.literal('vault'), state: z.enum(['locked', 'unlocked']), waiting: z.int().min(0) }),
]);
export type ConnectionFrame = z.infer<typeof ConnectionFrame>;

export const ServerFrame = z.union([TurnFrame, ConnectionFrame]);
export type ServerFrame = z.infer<typeof ServerFrame>;

/** `proof`: DPoP proof (RFC 9449) with htm GET, htu <origin>/v1/stream, ath and the nonce of the first frame. */
export const ClientFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), token: z.string().max(512), proof: z.string().max(4096) }),
  z.strictObject({ type: z.literal('renew'), token: z.string().max(512), proof: z.string().max(4096) }),
  z.strictObject({ type: z.literal('turn'), ref: Ref, turn: TurnRequest }),
  z.strictObject({ type: z.literal('again'), ref: Ref, turn: TurnId, request: AgainRequest }),
  /** `after`: the last seq seen, -1 for all. */
  z.strictObject({ type: z.literal('resume'), ref: Ref, turn: TurnId, after: z.int().min(-1), streamKey: bytes({ exact: 32 }).optional() }),
  z.strictObject({ type: z.literal('cancel'), ref: Ref, turn: TurnId }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

/** WebSocket close codes of ours: 4401 token or proof, 4403 origin, 4408 no first frame in time, 4413 frame too large, 4423 revoked. */
export const closeCodes = { unauthorized: 4401, origin: 4403, silent: 4408, tooLarge: 4413, revoked: 4423, malformed: 4400 } as const;
