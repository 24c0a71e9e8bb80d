import pg from 'pg';
import type { TestedNode } from './tested-node.js';

/** The node's database as whoever has the whole disk sees it: a superuser, past every policy. */
export const asAdministrator = async <T>(
  { administrator }: Pick<TestedNode, 'administrator'>,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client(administrator);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Every table of every schema of ours, as `schema.table`. */
export const tablesOf = async (client: pg.Client): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  return rows.map(({ name }) => name);
};
