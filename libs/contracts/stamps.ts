import { z } from 'zod';
import { bytes, Instant, NodeId, ReplyId, TurnId } from './ids.js';

/**
 * The node identity's word for a key that stamps: Ed25519 by the identity over
 * `certificate/v1 | node | use | publicKey | notBefore | notAfter` (see `libs/crypto/certificates.ts`).
 */
export const Certificate = z.strictObject({
  node: NodeId,
  use: z.enum(['stamp', 'unlock']),
  /** Raw public key: Ed25519 (32 bytes) for `stamp`, uncompressed P-256 point (65 bytes) for `unlock`. */
  publicKey: bytes({ max: 65 }),
  notBefore: Instant,
  notAfter: Instant,
  signature: bytes({ exact: 64 }),
});
export type Certificate = z.infer<typeof Certificate>;

/** One stamped piece of a reply as it travels. `stamp` covers node, turn, reply, seq, final, text and pack. */
export const Segment = z.strictObject({
  turn: TurnId,
  reply: ReplyId,
  seq: z.int().min(0),
  final: z.boolean(),
  /** A sentence; long only where a reply is padded with characters that show nothing, which is held back until it is decided. */
  text: z.string().max(65_536),
  pack: z.string().max(64),
  stamp: bytes({ exact: 64 }),
});
export type Segment = z.infer<typeof Segment>;

/** A cleared text as it is stored and travels: `stamp` covers node, subject, text and pack. */
export const ClearedText = z.strictObject({ text: z.string(), pack: z.string().max(64), stamp: bytes({ exact: 64 }) });
export type ClearedText = z.infer<typeof ClearedText>;
