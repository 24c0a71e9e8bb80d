import { type Cleared, type ClearedText, MirrorError, type NodeId, type Segment, type Spoken } from '#libs/contracts/index.js';
import { fromBase64url, toBase64url, utf8 } from './bytes.js';
import { sha256 } from './digest.js';
import type { Ed25519Signer, Ed25519Verifier } from './ed25519.js';
import { fields } from './fields.js';

/** One piece of a reply before it bears its stamp. */
export type UnstampedSegment = Omit<Segment, 'stamp'>;

/** `segment/v1 | node | turn | reply | seq | final | sha256(text) | pack` (DESIGN "A turn", 4) */
const segmentStatement = (node: NodeId, { turn, reply, seq, final, text, pack }: UnstampedSegment): Uint8Array =>
  fields('segment/v1', node, turn, reply, seq, final, sha256(utf8(text)), pack);

/** `cleared/v1 | node | subject | sha256(text) | pack` (DESIGN "A turn", 3) */
const clearedStatement = (node: NodeId, subject: string, text: string, pack: string): Uint8Array =>
  fields('cleared/v1', node, subject, sha256(utf8(text)), pack);

const spoken = (segment: Segment): Spoken => segment as unknown as Spoken;
const cleared = (text: ClearedText): Cleared => text as unknown as Cleared;

/** The gate's stamp on one piece of a reply: the only way to make `Spoken`, beside verifying one. */
export const stampSegment = async (signer: Ed25519Signer, node: NodeId, segment: UnstampedSegment): Promise<Spoken> => {
  const { turn, reply, seq, final, text, pack } = segment;
  return spoken({ turn, reply, seq, final, text, pack, stamp: toBase64url(await signer.sign(segmentStatement(node, segment))) });
};

/**
 * A segment that came from elsewhere, once its stamp holds. Order and turn are the reader's to compare: the stamp says
 * which place the piece has, not that the reader asked for it.
 * @param stampKey of a verified certificate for `stamp`
 * @throws MirrorError `stamp_invalid`
 */
export const verifySegment = async (verifier: Ed25519Verifier, stampKey: Uint8Array, node: NodeId, segment: Segment): Promise<Spoken> => {
  const { turn, reply, seq, final, text, pack, stamp } = segment;
  if (!(await verifier(stampKey, segmentStatement(node, segment), fromBase64url(stamp)))) throw new MirrorError('stamp_invalid');
  return spoken({ turn, reply, seq, final, text, pack, stamp });
};

/** The gate's stamp on a text that it let in. `subject` is what the text belongs to: a turn's id, an item's. */
export const stampCleared = async (signer: Ed25519Signer, node: NodeId, subject: string, text: string, pack: string): Promise<Cleared> =>
  cleared({ text, pack, stamp: toBase64url(await signer.sign(clearedStatement(node, subject, text, pack))) });

/** A cleared text that was stored or sent, once its stamp holds for this subject. @throws MirrorError `stamp_invalid` */
export const verifyCleared = async (
  verifier: Ed25519Verifier,
  stampKey: Uint8Array,
  node: NodeId,
  subject: string,
  text: ClearedText,
): Promise<Cleared> => {
  const statement = clearedStatement(node, subject, text.text, text.pack);
  if (!(await verifier(stampKey, statement, fromBase64url(text.stamp)))) {
    throw new MirrorError('stamp_invalid', 'A text does not bear the stamp of the gate.');
  }
  return cleared({ text: text.text, pack: text.pack, stamp: text.stamp });
};
