import type { Facts } from '#libs/contracts/index.js';
import { orderMigrations } from './domain/migration-order.js';
import type { FeatureData } from './feature-data.js';
import type { Pools } from './pools.js';

export type DatabaseFacts = NonNullable<Facts['database']>;

type Row = { version: string; now: number; bytes: string; steps: number; connections: number; most: number };

const question = `
  select current_setting('server_version') as version,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
    pg_database_size(current_database()) as bytes,
    (select count(*)::int from platform.migration) as steps,
    (select sum(numbackends)::int from pg_stat_database) as connections,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most`;

/** What the server says of itself. @throws MirrorError `database_unavailable` */
export const databaseFacts = async (pools: Pools, features: readonly FeatureData[]): Promise<DatabaseFacts> => {
  const from = Date.now();
  const [row] = await pools.asLogin<Row>(question);
  const to = Date.now();
  if (!row) throw new TypeError('one row was asked for');
  return {
    version: row.version.split(' ')[0] ?? row.version,
    aheadMs: Math.round(row.now - (from + to) / 2),
    bytes: Number(row.bytes),
    schemaSteps: row.steps,
    knownSteps: orderMigrations(features).length,
    connections: row.connections,
    mostConnections: row.most,
  };
};
