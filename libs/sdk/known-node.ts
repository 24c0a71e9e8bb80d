import { MirrorError, type NodeView } from '#libs/contracts/index.js';
import type { Transport } from './transport.js';

/**
 * Which node answers at this address; with `identity`, only if it is that one.
 * @throws {MirrorError} `identity_mismatch` before anything else was sent
 */
export const meetNode = async (transport: Transport, identity?: string): Promise<NodeView> => {
  const node = await transport.request('node', {});
  if (identity !== undefined && node.identity !== identity) throw new MirrorError('identity_mismatch');
  // Proofs, links and the page are bound to this origin; under another name the node would refuse them anyway.
  if (node.origin !== transport.origin) {
    throw new MirrorError('origin_refused', `The server calls itself ${node.origin}. Use this address.`);
  }
  return node;
};
