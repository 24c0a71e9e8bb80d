import { setTimeout as delay } from 'node:timers/promises';
import { originRefusal } from '#libs/platform/config/index.js';
import { withSession } from '#libs/platform/database/index.js';
import { StartFailure } from '../failure.js';

const LOOK_MS = 250;

/**
 * Fixes the node's origin. It may change as long as nobody has joined; from then on devices, proofs and links are bound
 * to it, and another one would shut all of them out.
 * @param url of the superuser, in the node's database.
 */
export const fixOrigin = (url: string, origin: string): Promise<void> =>
  withSession(url, async (client) => {
    await client.query(
      `insert into platform.origin (origin) values ($1)
       on conflict (one) do update set origin = excluded.origin, at = now() where not access.owner_exists()`,
      [origin],
    );
    const { rows } = await client.query<{ origin: string }>('select origin from platform.origin');
    requireOrigin(rows[0]?.origin, origin);
  });

/**
 * For all other processes: none serves under another origin than the one that was fixed. It is the last thing that the
 * migrate step writes, so whoever finds the tables a moment before waits for it. @param url of a login.
 */
export const checkOrigin = async (url: string, origin: string, patience: { patienceMs: number; signal: AbortSignal }): Promise<void> => {
  for (const until = performance.now() + patience.patienceMs; ; await delay(LOOK_MS, undefined, { signal: patience.signal })) {
    const known = await readOrigin(url);
    if (known === undefined && performance.now() < until) continue;
    return requireOrigin(known, origin);
  }
};

const readOrigin = (url: string): Promise<string | undefined> =>
  withSession(url, async (client) => {
    const { rows } = await client.query<{ origin: string }>('select origin from platform.origin');
    return rows[0]?.origin;
  });

const requireOrigin = (known: string | undefined, origin: string): void => {
  if (known === origin) return;
  if (known === undefined)
    throw new StartFailure(
      'data',
      'The database does not say yet under which origin this node is known. Run the migrate step (ROLES=migrate), then start again.',
    );
  throw new StartFailure('data', originRefusal({ known, told: origin }));
};
