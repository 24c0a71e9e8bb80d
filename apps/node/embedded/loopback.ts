import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:net';

/**
 * Browsers take `localhost` for both, whatever the machine's own table says. Whoever else had one of them would be the
 * node's origin for a browser that asks there first: it could serve another page to the keys of this one.
 */
export const LOOPBACK = ['127.0.0.1', '::1'] as const;
const [, SECOND] = LOOPBACK;

/** A machine without IPv6 has no second address that anybody could take. */
export const isMissing = (error: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * Lets `server`, which listens on the first address, answer on the second one too.
 * @returns stops listening there.
 * @throws where somebody has taken the port since it was asked for.
 */
export const listenOnSecond = async (server: Server, port: number): Promise<() => Promise<void>> => {
  const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void server.emit('connection', socket));
  try {
    door.listen({ port, host: SECOND, ipv6Only: true });
    await once(door, 'listening');
  } catch (error) {
    if (isMissing(error)) return async () => undefined;
    throw error;
  }
  return async () => {
    door.close();
  };
};
