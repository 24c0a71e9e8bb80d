import { z } from 'zod';
import { local } from './boundaries.js';
import { call } from './call.js';
import { ReplyId, SessionId, TurnId } from './ids.js';
import { Certificate, ClearedText, Segment } from './stamps.js';
import { CrisisHelp, RuleCategory, RuleId } from './turns.js';

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
