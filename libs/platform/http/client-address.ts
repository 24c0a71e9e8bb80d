import type { IncomingMessage } from 'node:http';
import type { Front } from './front.js';

/**
 * Where a client is, for limits. Behind a front it is the last address that `X-Forwarded-For` names: the one that the
 * front itself saw. What stands before it came from the client, who may write anything. Without a front, and from
 * anybody else, the header counts for nothing, else each request could come from an address of its own and no limit would hold.
 */
export const clientAddress = ({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, front: Front | undefined): string => {
  const near = socket.remoteAddress ?? '';
  const seen = front?.includes(near) ? [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').at(-1)?.trim() : '';
  return seen || near;
};
