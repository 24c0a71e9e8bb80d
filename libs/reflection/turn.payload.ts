import { z } from 'zod';
import {
  Certificate,
  ClearedText,
  type CrisisHelp,
  EngineKind,
  EngineTrouble,
  Pattern,
  RuleCategory,
  RuleId,
  Segment,
  Uncertainty,
} from '#libs/contracts/index.js';
import { helpFor } from '#libs/gate/index.js';

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
  /**
   * Whose lines are pinned where the words were crisis and sent with goOn; no model ever gets those. Else `NO_HELP`: always
   * there and always as long, so that the length of an envelope does not tell such words from others.
   */
  help: z.string().length(2),
});
export type WordsPayload = z.infer<typeof WordsPayload>;

/** No crisis: nothing is pinned. */
export const NO_HELP = '--';

/** The help that is pinned beside these words, if any. */
export const pinnedHelp = ({ help }: WordsPayload): CrisisHelp | undefined => (help === NO_HELP ? undefined : helpFor(help));

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
