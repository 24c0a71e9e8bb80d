import type { IncomingMessage } from 'node:http';

/**
 * Where a client is, for limits. Behind a front it is the last address that `X-Forwarded-For` names: the one that the
 * front itself saw. What stands before it came from the client, who may write anything. Without a front the header counts
 * for nothing, else each request could come from an address of its own and no limit would hold.
 */
export const clientAddress = ({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, behindProxy: boolean): string => {
  const seen = behindProxy ? [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').at(-1)?.trim() : '';
  return seen || socket.remoteAddress || '';
};
