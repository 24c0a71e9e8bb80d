import { z } from 'zod';
import { local } from './boundaries.js';
import { bytes, SessionId } from './ids.js';

/** ◊ exploratory, ✦ analytical, ★ creative, ⬢ strategic. */
export const Pattern = z.enum(['exploratory', 'analytical', 'creative', 'strategic']);
export type Pattern = z.infer<typeof Pattern>;
export const patternMarks = { exploratory: '◊', analytical: '✦', creative: '★', strategic: '⬢' } as const satisfies Record<Pattern, string>;

/** ⟨low⟩, ⟨medium⟩, ⟨⟨high⟩⟩. */
export const Uncertainty = z.enum(['low', 'medium', 'high']);
export type Uncertainty = z.infer<typeof Uncertainty>;

/** Code points that a turn may have, before normalization (MirrorGate v11). Longer: `size_limit`. */
export const TURN_CHARACTERS = 2000;

export const EngineKind = z.enum(['ollama', 'local']);
export type EngineKind = z.infer<typeof EngineKind>;

/** Why the local engine answers where a model was asked, or why a turn was cut short. */
export const EngineTrouble = z.enum(['no_model_server', 'model_missing', 'slow_first_token', 'stream_cut', 'context_too_long', 'busy']);
export type EngineTrouble = z.infer<typeof EngineTrouble>;

export const Outcome = z.enum(['answered', 'blocked', 'interrupted', 'cancelled']);
export type Outcome = z.infer<typeof Outcome>;

export const IdempotencyKey = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, '16 to 64 of A-Z a-z 0-9 _ -');

/** What a device sends to reflect. The text's limit is the gate's, so that `size_limit` is its answer, not a parser's. */
export const TurnRequest = z.strictObject({
  session: SessionId,
  text: local(z.string().min(1).max(16_000)),
  pattern: Pattern,
  idempotencyKey: IdempotencyKey,
  /** Made by the device for this turn: segments are sealed under it wherever they leave the process. */
  streamKey: bytes({ exact: 32 }),
  /** Sent again on purpose after a crisis answer: stored, answered by the local engine, never given to a model. */
  goOn: z.boolean().optional(),
});
export type TurnRequest = z.infer<typeof TurnRequest>;

/** Ask an interrupted turn again. */
export const AgainRequest = z.strictObject({ idempotencyKey: IdempotencyKey, streamKey: bytes({ exact: 32 }) });
export type AgainRequest = z.infer<typeof AgainRequest>;

/** Someone to reach now. `href` is tel:, sms: or https:. */
export const Resource = z.strictObject({ name: z.string(), about: z.string(), label: z.string(), href: z.string() });
export type Resource = z.infer<typeof Resource>;
export const CrisisHelp = z.strictObject({ region: z.string().length(2), regionName: z.string(), resources: z.array(Resource).min(1) });
export type CrisisHelp = z.infer<typeof CrisisHelp>;

export const RuleCategory = z.enum(['crisis', 'illegal', 'jailbreak', 'authority', 'hallucination', 'advice', 'medical_legal']);
export type RuleCategory = z.infer<typeof RuleCategory>;
export const RuleId = z.string().regex(/^[A-Z]-\d{3}$/);
