import { z } from 'zod';
import { local } from './boundaries.js';
import { Instant, SessionId, TurnId } from './ids.js';
import { Certificate, ClearedText, Segment } from './stamps.js';
import { CrisisHelp, EngineKind, EngineTrouble, Outcome, Pattern, RuleCategory, RuleId, Uncertainty } from './turns.js';

/** One turn as the member's own device sees it again: their words, and every segment with its stamp. */
export const TurnView = z.strictObject({
  turn: TurnId,
  session: SessionId,
  at: Instant,
  pattern: Pattern,
  words: local(ClearedText),
  state: z.union([Outcome, z.literal('running')]),
  reply: local(
    z.strictObject({
      segments: z.array(Segment),
      engine: EngineKind,
      model: z.string().optional(),
      trouble: EngineTrouble.optional(),
      uncertainty: Uncertainty.optional(),
      rule: RuleId.optional(),
      category: RuleCategory.optional(),
    }),
  ).optional(),
  help: CrisisHelp.optional(),
});
export type TurnView = z.infer<typeof TurnView>;

/** A turn and the certificates behind its stamps. */
export const TurnWithCertificates = z.strictObject({ view: TurnView, certificates: z.array(Certificate) });
export type TurnWithCertificates = z.infer<typeof TurnWithCertificates>;

/** A session in the history: when, how many, and the opening words once they could be read. */
export const SessionView = z.strictObject({
  session: SessionId,
  startedAt: Instant,
  lastAt: Instant,
  turns: z.int().min(0),
  opening: local(z.string()).optional(),
});
export type SessionView = z.infer<typeof SessionView>;

export const SessionPage = z.strictObject({ sessions: z.array(SessionView), next: z.string().optional() });
export type SessionPage = z.infer<typeof SessionPage>;

/** `certificates`: those behind the stamps in `turns`. */
export const SessionTurns = z.strictObject({
  session: SessionId,
  turns: z.array(TurnView),
  certificates: z.array(Certificate),
  next: z.string().optional(),
});
export type SessionTurns = z.infer<typeof SessionTurns>;
