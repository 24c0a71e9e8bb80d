import { z } from 'zod';
import { local } from './boundaries.js';
import { acting, call, member } from './call.js';
import { bytes, ReplyId, SessionId, TurnId } from './ids.js';
import { SessionPage, SessionTurns, TurnWithCertificates } from './sessions.js';
import { Certificate, ClearedText } from './stamps.js';
import { AgainRequest, CrisisHelp, EngineKind, EngineTrouble, IdempotencyKey, Pattern } from './turns.js';

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

/** What the engine's role is asked: turns, and what is kept of them. */
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
