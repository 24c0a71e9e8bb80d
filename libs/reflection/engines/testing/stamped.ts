import type { Cleared, NodeId, ReplyId, Spoken, TurnId } from '#libs/contracts/index.js';
import { ed25519FromSeed, newId, stampCleared, stampSegment } from '#libs/crypto/index.js';

const signer = ed25519FromSeed(new Uint8Array(32).fill(7));
const node = newId<NodeId>();

/** Words with a gate's stamp, for specs: made the way in which the gate makes them, with a key of no node. */
export const clearedForSpec = (text: string): Promise<Cleared> => stampCleared(signer, node, newId<TurnId>(), text, 'core/1');

/** A whole reply in one stamped segment. */
export const spokenForSpec = async (text: string): Promise<readonly Spoken[]> => [
  await stampSegment(signer, node, { turn: newId<TurnId>(), reply: newId<ReplyId>(), seq: 0, final: true, text, pack: 'core/1' }),
];
