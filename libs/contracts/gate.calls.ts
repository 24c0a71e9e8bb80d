import { z } from 'zod';
import { local } from './boundaries.js';
import { call } from './call.js';
import { ReplyId, SessionId, TurnId } from './ids.js';
import { Certificate, ClearedText, Segment } from './stamps.js';
import { CrisisHelp, RuleCategory, RuleId } from './turns.js';

/** Segments that one question to the gate may hold. */
export const SEGMENTS_AT_ONCE = 256;

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
  /**
   * Checks segments, in their order and with what came before them, and stamps each, or ends the reply with the rule's
   * own sentence in place of the one that violates it; those after that are not looked at. `final`: the last of them
   * ends the reply.
   */
  segments: call({
    name: 'gate.segments',
    to: 'gate',
    from: ['reflection'],
    deadlineMs: 5_000,
    request: z.strictObject({
      turn: TurnId,
      reply: ReplyId,
      /** The place of the first one in the reply. */
      seq: z.int().min(0),
      final: z.boolean(),
      before: local(z.string().max(2048)),
      texts: z
        .array(local(z.string().max(65_536)))
        .min(1)
        .max(SEGMENTS_AT_ONCE),
    }),
    reply: z.strictObject({
      segments: z.array(Segment).min(1).max(SEGMENTS_AT_ONCE),
      certificate: Certificate,
      /** The rule whose sentence the last segment is. */
      violation: z.strictObject({ rule: RuleId, category: RuleCategory }).optional(),
    }),
  }),
} as const;
