import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { Gathered } from '#libs/platform/log/gathered.js';
import { StartFailure } from '../failure.js';
import { parseAllowList } from './allow-list.js';
import { egressProxy } from './proxy.js';
import { isPublicAddress } from './public-address.js';

const PORT = 3128;

/**
 * The way out of one role, as a container of its own beside it: to the hosts in `MIRROR_EGRESS_ALLOW`, by name, and to
 * nothing else. A host whose name leads back inside is not reached either.
 */
export const egress = async (environment: Record<string, string | undefined>): Promise<void> => {
  const allowed = allowList(environment.MIRROR_EGRESS_ALLOW);
  const refused = new Gathered((what, count) => say(`Refused: ${what}${count > 1 ? `, ${count} times` : ''}`));
  const server = egressProxy(allowed, publicAddresses, (what) => refused.note(what));
  server.listen(PORT, '0.0.0.0');
  await once(server, 'listening');
  say(`A way out to ${[...allowed].join(', ')} and nowhere else.`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
};

const allowList = (text: string | undefined) => {
  try {
    return parseAllowList(text);
  } catch (error) {
    throw new StartFailure('usage', (error as Error).message);
  }
};

const publicAddresses = async (host: string): Promise<string[]> => {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address).filter(isPublicAddress);
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
