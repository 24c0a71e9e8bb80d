import { z } from 'zod';
import { local } from './boundaries.js';
import { bytes, DeviceId, ItemId, MemberId, NodeId, ReplyId, Role, SessionId, TurnId } from './ids.js';
import { Collection, Purpose, SealedItem, UnlockChallenge, UnlockRequest, UnlockState } from './keys.js';
import { SessionPage, SessionTurns, TurnWithCertificates } from './sessions.js';
import { Certificate, ClearedText, Segment } from './stamps.js';
import { AgainRequest, CrisisHelp, EngineKind, EngineTrouble, IdempotencyKey, Pattern, RuleCategory, RuleId } from './turns.js';

/** A question answered now by one role; both ends parse. `from` is the table of who may call it. */
export type CallContract<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> = {
  name: string;
  to: Role;
  from: readonly Role[];
  request: Request;
  reply: Reply;
  /** After that the caller gets `deadline_exceeded`; there is no retry. */
  deadlineMs: number;
  /** Goes to the instance that holds the member's lease; without one the answer is `vault_locked`. */
  unlocked?: true;
};
const call = <const Name extends string, Request extends z.ZodType, Reply extends z.ZodType>(
  contract: CallContract<Request, Reply> & { name: Name },
) => contract;

const member = { member: MemberId };
const acting = { member: MemberId, device: DeviceId };

/** Each answer of the gate brings the certificate behind its stamp: replicas have keys of their own, and renew them. */
export const gateCalls = {
  /** The verdict on a member's text. Crisis comes first; nothing of it is kept or counted by the gate. */
  input: call({
    name: 'gate.input',
    to: 'gate',
    from: ['gateway'],
    deadlineMs: 5_000,
    request: z.strictObject({
      session: SessionId,
      turn: TurnId,
      reply: ReplyId,
      text: local(z.string()),
      goOn: z.boolean(),
      region: z.string().length(2),
    }),
    reply: z.discriminatedUnion('verdict', [
      /** `help` is there where the text is crisis and was sent with goOn: pinned, and no model ever gets it. */
      z.strictObject({ verdict: z.literal('cleared'), cleared: local(ClearedText), certificate: Certificate, help: CrisisHelp.optional() }),
      z.strictObject({ verdict: z.literal('crisis'), help: CrisisHelp }),
      z.strictObject({ verdict: z.literal('blocked'), rule: RuleId, category: RuleCategory, segment: Segment, certificate: Certificate }),
      z.strictObject({ verdict: z.literal('size'), characters: z.int() }),
    ]),
  }),
  /** Checks one segment with what came before it, and stamps it, or ends the reply with the rule's own sentence. */
  segment: call({
    name: 'gate.segment',
    to: 'gate',
    from: ['reflection'],
    deadlineMs: 5_000,
    request: z.strictObject({
      turn: TurnId,
      reply: ReplyId,
      seq: z.int().min(0),
      final: z.boolean(),
      before: local(z.string().max(2048)),
      text: local(z.string().max(65_536)),
    }),
    reply: z.discriminatedUnion('verdict', [
      z.strictObject({ verdict: z.literal('spoken'), segment: Segment, certificate: Certificate }),
      z.strictObject({ verdict: z.literal('violation'), rule: RuleId, category: RuleCategory, segment: Segment, certificate: Certificate }),
    ]),
  }),
} as const;

export const vaultCalls = {
  identity: call({
    name: 'vault.identity',
    to: 'vault',
    from: ['gateway', 'gate', 'reflection'],
    deadlineMs: 5_000,
    request: z.strictObject({}),
    reply: z.strictObject({ node: NodeId, publicKey: bytes({ exact: 32 }) }),
  }),
  /** The node identity's word for a stamping key that the gate made. */
  certify: call({
    name: 'vault.certify',
    to: 'vault',
    from: ['gate'],
    deadlineMs: 5_000,
    request: z.strictObject({ publicKey: bytes({ exact: 32 }) }),
    reply: Certificate,
  }),
  challenge: call({
    name: 'vault.challenge',
    to: 'vault',
    from: ['gateway'],
    deadlineMs: 5_000,
    request: z.strictObject(acting),
    reply: UnlockChallenge,
  }),
  unlock: call({
    name: 'vault.unlock',
    to: 'vault',
    from: ['gateway'],
    deadlineMs: 5_000,
    request: z.strictObject({ ...acting, signing: bytes({ exact: 65 }), unlock: UnlockRequest }),
    reply: UnlockState,
  }),
  lock: call({
    name: 'vault.lock',
    to: 'vault',
    from: ['gateway'],
    deadlineMs: 5_000,
    request: z.strictObject(member),
    reply: UnlockState,
  }),
  state: call({
    name: 'vault.state',
    to: 'vault',
    from: ['gateway', 'reflection'],
    deadlineMs: 5_000,
    request: z.strictObject(member),
    reply: UnlockState,
  }),
  /**
   * Seals texts for a purpose that the member switched on. Where an item says what it is recognized by, `mac` is an HMAC
   * of that under a key of the member's: the same words are known again, and nobody else can try words against it.
   */
  seal: call({
    name: 'vault.seal',
    to: 'vault',
    from: ['reflection'],
    deadlineMs: 5_000,
    unlocked: true,
    request: z.strictObject({
      ...member,
      purpose: Purpose,
      items: z
        .array(
          z.strictObject({ item: ItemId, collection: Collection, text: local(z.string()), recognizedBy: local(z.string()).optional() }),
        )
        .min(1)
        .max(100),
    }),
    reply: z.strictObject({ items: z.array(SealedItem.extend({ mac: bytes({ exact: 32 }).optional() })) }),
  }),
  /** Opens items in the order asked. One that was changed or moved fails the call with `sealed_damaged`. `active`: a person is there, so the idle minutes start anew. */
  open: call({
    name: 'vault.open',
    to: 'vault',
    from: ['reflection'],
    deadlineMs: 10_000,
    unlocked: true,
    request: z.strictObject({
      ...member,
      purpose: Purpose,
      active: z.boolean(),
      items: z.array(z.strictObject({ item: ItemId, collection: Collection, envelope: bytes({ max: 262_144 }) })).max(500),
    }),
    reply: z.strictObject({ texts: z.array(local(z.string())) }),
  }),
} as const;

/** A turn on the disk: its reply comes over `stream(reply)`. `repeated`: the idempotency key was known. */
export const Begun = z.strictObject({
  turn: TurnId,
  session: SessionId,
  at: z.iso.datetime(),
  pattern: Pattern,
  reply: ReplyId,
  repeated: z.boolean(),
  help: CrisisHelp.optional(),
});
export type Begun = z.infer<typeof Begun>;

export const reflectionCalls = {
  /** Commits the turn; after the reply it is `accepted`, and its segments come over `stream(reply)`. The same idempotency key gives the same turn. */
  begin: call({
    name: 'reflection.begin',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 15_000,
    request: z.strictObject({
      ...acting,
      session: SessionId,
      turn: TurnId,
      reply: ReplyId,
      pattern: Pattern,
      idempotencyKey: IdempotencyKey,
      streamKey: bytes({ exact: 32 }),
      cleared: local(ClearedText),
      /** Behind the stamp of `cleared`. */
      certificate: Certificate,
      help: CrisisHelp.optional(),
    }),
    reply: Begun,
  }),
  again: call({
    name: 'reflection.again',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 15_000,
    request: z.strictObject({ ...acting, turn: TurnId, request: AgainRequest }),
    reply: Begun,
  }),
  cancel: call({
    name: 'reflection.cancel',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 5_000,
    request: z.strictObject({ ...member, turn: TurnId }),
    reply: z.strictObject({}),
  }),
  turn: call({
    name: 'reflection.turn',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 10_000,
    request: z.strictObject({ ...member, turn: TurnId }),
    reply: TurnWithCertificates,
  }),
  /** Where a turn stands: which reply, and whether it runs. Opens nothing. */
  find: call({
    name: 'reflection.find',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 5_000,
    request: z.strictObject({ ...member, turn: TurnId }),
    reply: z.strictObject({ turn: TurnId, session: SessionId, reply: ReplyId, running: z.boolean() }),
  }),
  sessions: call({
    name: 'reflection.sessions',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 10_000,
    request: z.strictObject({ ...member, before: z.string().optional(), limit: z.int().min(1).max(100) }),
    reply: SessionPage,
  }),
  session: call({
    name: 'reflection.session',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 10_000,
    request: z.strictObject({ ...member, session: SessionId, before: z.string().optional(), limit: z.int().min(1).max(100) }),
    reply: SessionTurns,
  }),
  waiting: call({
    name: 'reflection.waiting',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 5_000,
    request: z.strictObject(member),
    reply: z.strictObject({ waiting: z.int().min(0) }),
  }),
  engine: call({
    name: 'reflection.engine',
    to: 'reflection',
    from: ['gateway'],
    deadlineMs: 5_000,
    request: z.strictObject({}),
    reply: z.strictObject({ engine: EngineKind, model: z.string().optional(), trouble: EngineTrouble.optional() }),
  }),
} as const;

export const calls = { ...gateCalls, ...vaultCalls, ...reflectionCalls } as const;
