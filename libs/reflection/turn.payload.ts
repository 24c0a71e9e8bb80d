import { z } from 'zod';
import {
  Certificate,
  ClearedText,
  CrisisHelp,
  EngineKind,
  EngineTrouble,
  Pattern,
  RuleCategory,
  RuleId,
  Segment,
  Uncertainty,
} from '#libs/contracts/index.js';

/**
 * What lies inside the envelope of a member's words: the text as the gate cleared it, the certificate behind that
 * stamp, and whatever else would tell something about the words (the pattern, the pinned help). A version leads, so
 * that later shapes can be told apart.
 */
export const WordsPayload = z.strictObject({
  version: z.literal(1),
  cleared: ClearedText,
  certificate: Certificate,
  pattern: Pattern,
  /** There where the words were crisis and sent with goOn: no model ever gets them. */
  help: CrisisHelp.optional(),
});
export type WordsPayload = z.infer<typeof WordsPayload>;

/** What lies inside the envelope of a reply: every segment as it was stamped, and who spoke. */
export const ReplyPayload = z.strictObject({
  version: z.literal(1),
  segments: z.array(Segment),
  certificates: z.array(Certificate),
  engine: EngineKind,
  model: z.string().optional(),
  trouble: EngineTrouble.optional(),
  uncertainty: Uncertainty.optional(),
  rule: RuleId.optional(),
  category: RuleCategory.optional(),
});
export type ReplyPayload = z.infer<typeof ReplyPayload>;
