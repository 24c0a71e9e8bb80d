import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AllowList, type Destination, parseDestination } from './allow-list.js';

/** All addresses of a name that may be connected to. */
export type Resolve = (host: string) => Promise<string[]>;

const CONNECT_MS = 10_000;
const IDLE_MS = 10 * 60_000;
const MOST_CONNECTIONS = 200;

/**
 * A proxy that does one thing: CONNECT (RFC 9110 §9.3.6) to hosts of a list. What goes through is TLS between the two ends;
 * it reads nothing of it and keeps nothing.
 * @param refused is told what kind of thing was asked for and not given, for the log
 */
export const egressProxy = (allowed: AllowList, resolve: Resolve, refused: (what: string) => void): Server => {
  const server = createServer((_request, response) => {
    response.writeHead(405, { allow: 'CONNECT', connection: 'close' }).end();
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => client.destroy());
    tunnel(request.url ?? '', client, head, { allowed, resolve, refused }).catch(() => client.destroy());
  });
  return server;
};

type Rules = { allowed: AllowList; resolve: Resolve; refused: (what: string) => void };

const tunnel = async (asked: string, client: Duplex, head: Buffer, { allowed, resolve, refused }: Rules): Promise<void> => {
  const destination = parseDestination(asked);
  if (!destination || !allowed.has(destination.key)) {
    refused(kindOf(destination, allowed));
    return answer(client, '403 Forbidden');
  }
  const addresses = await resolve(destination.host).catch(() => []);
  // To an address that was looked at, never to the name again: the answer could be another by then (DNS rebinding).
  const server = await firstReached(addresses, destination.port);
  if (!server) return answer(client, '502 Bad Gateway');
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  server.setTimeout(IDLE_MS, () => server.destroy());
  if (head.length > 0) server.write(head);
  await Promise.allSettled([pipeline(client, server), pipeline(server, client)]);
};

/**
 * In words of ours, and hosts that the administrator named: whoever asks chooses a name, and could write members' words into
 * it, and so into a log that outlasts them.
 */
const kindOf = (destination: Destination | undefined, allowed: AllowList): string => {
  if (!destination) return 'something that is no host with a port';
  const { host } = destination;
  return [...allowed].some((key) => key.startsWith(`${host}:`)) ? `another port of ${host}` : 'a host that is not named';
};

const answer = (client: Duplex, status: string): void => {
  client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
};

const firstReached = async (addresses: readonly string[], port: number): Promise<Socket | undefined> => {
  for (const host of addresses) {
    const socket = connect({ host, port });
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
      return socket;
    } catch {
      socket.destroy();
    }
  }
  return undefined;
};
