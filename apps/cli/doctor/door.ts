import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Done } from '#libs/contracts/index.js';
import { type Answer, ask, NoAnswer, type Via } from './ask.js';
import type { Resolved } from './domain/names.js';
import { type Origin, readOrigin } from './domain/origin.js';
import type { Reached } from './domain/reach.js';
import type { Place } from './place.js';

/** The front looks for a gateway for 5 seconds before it says that there is none. */
const TRY_MS = 6_500;

/** Of the front, inside: docker-compose.yml publishes them as 443 and 80. */
const FRONT_PORT = 8443;
const FRONT_PLAIN_PORT = 8080;

/** The way in, as it was found: by which address, what was answered there. */
export type Door = { reached: Reached; via: Via | undefined; live: Answer | undefined };

export const resolveHost = async (host: string): Promise<Resolved> => {
  if (isIP(host)) return { addresses: [host] };
  try {
    const found = await lookup(host, { all: true });
    return { addresses: found.map(({ address }) => address) };
  } catch (error) {
    return { failed: (error as NodeJS.ErrnoException).code ?? 'no reason given' };
  }
};

/**
 * Knocks where people do, and where that leads nowhere at this machine itself: behind a router the name need not lead back
 * in, and with a wrong name the node may still be well.
 */
export const knock = async (place: Place, origin: Origin, authority: string | undefined, signal: AbortSignal): Promise<Door> => {
  // Inside, names of the world lead nowhere, and finding that out takes long.
  const resolved: Resolved = place.kind === 'process' ? { addresses: [] } : await resolveHost(origin.host);
  const named = 'addresses' in resolved ? resolved.addresses.map((address) => ({ address, port: origin.port })) : [];
  let reason = 'failed' in resolved ? resolved.failed : 'ENOTFOUND';
  for (const { by, via } of [
    ...named.slice(0, 2).map((via) => ({ by: 'name' as const, via })),
    ...besides(place, origin).map((via) => ({ by: 'machine' as const, via })),
  ]) {
    try {
      const live = await ask(origin, via, '/health/live', AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]), authority);
      return { reached: { by, status: live.status, ours: isLive(live.body) }, via, live };
    } catch (error) {
      if (error instanceof NoAnswer && error.connected && error.code === 'ETIMEDOUT')
        return { reached: { by: 'silent' }, via, live: undefined };
      // The name's own reason is the one that people meet.
      if (error instanceof NoAnswer && (by === 'name' || named.length === 0)) reason = error.code;
    }
  }
  return { reached: { by: 'nothing', reason }, via: undefined, live: undefined };
};

/** The node's own certificate authority as its front hands it out, over plain http: where it has one. */
export const shownAuthority = async ({ kind }: Place, { host }: Origin, signal: AbortSignal): Promise<string | undefined> => {
  const plain = readOrigin(`http://${host.includes(':') ? `[${host}]` : host}`);
  if (!plain) return undefined;
  const via = kind === 'process' ? { address: 'caddy', port: FRONT_PLAIN_PORT } : { address: host, port: 80 };
  try {
    const { status, body } = await ask(plain, via, '/ca.crt', AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]));
    return status === 200 && body.startsWith('-----BEGIN CERTIFICATE-----') ? body : undefined;
  } catch {
    return undefined;
  }
};

/** What a node says, and hardly another program. */
const isLive = (body: string): boolean => {
  try {
    return Done.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
};

/** Where the front is from here, whatever the name says. */
const besides = (place: Place, origin: Origin): Via[] => {
  if (place.kind === 'compose') return [{ address: '127.0.0.1', port: Number(place.settings?.MIRROR_HTTPS_PORT || origin.port) }];
  if (place.kind === 'process') return [{ address: 'caddy', port: FRONT_PORT }];
  return [];
};
