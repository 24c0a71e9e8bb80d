import type { FreshDatabase } from './fresh-database.js';

/** Ends the node's connections to this database and lets no new one in, until the returned function is called. */
export const takeAway = async (database: FreshDatabase): Promise<() => Promise<void>> => {
  const name = new URL(database.nodeUrl).pathname.slice(1);
  await database.look(`alter database ${name} connection limit 0`);
  await database.look(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'mirror_node'`, [name]);
  return async () => {
    await database.look(`alter database ${name} connection limit -1`);
  };
};
