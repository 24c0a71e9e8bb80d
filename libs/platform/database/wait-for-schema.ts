import type pg from 'pg';
import { databaseOf, placeOf } from './address.js';
import { orderMigrations } from './domain/migration-order.js';
import { OWNER } from './domain/roles.js';
import { type Door, type WaitingFor, waitingFor } from './domain/waiting.js';
import type { FeatureData } from './feature-data.js';
import { appliedMigrations, compareSchema, NewerSchema, type SchemaState } from './schema-state.js';
import { withSession } from './session.js';
import { DatabaseRefusal, type Patience, waitUntil } from './wait.js';

/** As whom a process connects: `secret` is the name of the file that the password in `url` came from. */
export type Entrance = { url: string; secret: string };

/**
 * For processes that don't migrate: whether the database fits this code.
 * @param url of a login, with its password.
 * @throws MirrorError `database_unavailable`; what PostgreSQL says otherwise, as it is
 */
export const schemaIsCurrent = (url: string, features: readonly FeatureData[]): Promise<SchemaState> =>
  withSession(url, async (client) => compareSchema(await appliedMigrations(client), orderMigrations(features)));

/**
 * Waits for the migrate step of this version: until the server answers, lets this login in, and has all steps.
 * @throws NewerSchema at once; DatabaseRefusal where patience ended, or where waiting would not help
 */
export const waitForSchema = async ({ url, secret }: Entrance, features: readonly FeatureData[], patience: Patience): Promise<void> => {
  const steps = orderMigrations(features);
  const door = doorOf(url, secret);
  await waitUntil(
    () =>
      lookIn(url, door, async (client) => {
        await refusePower(client, door);
        const state = compareSchema(await appliedMigrations(client), steps);
        if (state.state === 'newer') throw new NewerSchema(state.sentence);
        return state.state === 'older' ? { what: 'schema', missing: state.missing.length } : undefined;
      }),
    door,
    patience,
  );
};

/**
 * For the migrate step: waits until the server answers its superuser. A wrong password is refused at once: nobody will set
 * another one.
 * @throws DatabaseRefusal
 */
export const waitForServer = async ({ url, secret }: Entrance, patience: Patience): Promise<void> => {
  const door = doorOf(url, secret);
  const look = () =>
    lookIn(url, door, async (client) => {
      const { rows } = await client.query<{ version: number; super: boolean }>(
        `select current_setting('server_version_num')::int as version, rolsuper as super from pg_roles where rolname = current_user`,
      );
      const [{ version = 0, super: isSuper = false } = {}] = rows;
      if (version < 180_000) throw refused(door, `is of version ${Math.floor(version / 10_000)}, and 18 or later is wanted`);
      if (!isSuper) throw refused(door, `knows ${door.login}, but not as a superuser, so nothing can be made with it`);
      return undefined;
    });
  await waitUntil(
    async () => {
      const waiting = await look();
      if (waiting?.what !== 'login') return waiting;
      throw refused(
        door,
        `refuses ${door.login} with the password of the secret file ${door.secret}. The password of an existing database is the one that it was made with: put that one back`,
      );
    },
    door,
    patience,
  );
};

const doorOf = (url: string, secret: string): Door => ({
  server: placeOf(url),
  database: databaseOf(url),
  login: new URL(url).username,
  secret,
});

const refused = ({ server }: Door, what: string): DatabaseRefusal =>
  new DatabaseRefusal(`PostgreSQL at ${server} ${what}. Nothing was changed.`);

/** One look inside; a failure that may pass is what is waited for. */
const lookIn = async (
  url: string,
  door: Door,
  look: (client: pg.Client) => Promise<WaitingFor | undefined>,
): Promise<WaitingFor | undefined> => {
  try {
    return await withSession(url, look);
  } catch (error) {
    const waiting = waitingFor(error);
    if (waiting) return waiting;
    // 28000: pg_hba.conf has no line for this login, address and encryption.
    if (error instanceof Error && 'code' in error && error.code === '28000') {
      throw refused(door, `lets ${door.login} in from nowhere that this process is: its pg_hba.conf has no line for it`);
    }
    throw error;
  }
};

/** A login that could change the schema, or see past row security, would make the split between roles a matter of manners. */
const refusePower = async (client: pg.Client, door: Door): Promise<void> => {
  const { rows } = await client.query<{ power: boolean }>(
    `select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls
       or exists (select from pg_roles owner where owner.rolname = $1 and pg_has_role(current_user, owner.oid, 'member')) as power
     from pg_roles where rolname = current_user`,
    [OWNER],
  );
  if (rows[0]?.power) throw refused(door, `gives ${door.login} more rights than it may have. Run the migrate step, which takes them away`);
};
