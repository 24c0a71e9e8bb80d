import pg from 'pg';
import { databaseFailure } from './domain/failure.js';
import { type MigrationStep, orderMigrations } from './domain/migration-order.js';
import type { FeatureData } from './feature-data.js';

/** `older`: steps are missing, so wait for the migrate step. `newer` has a sentence: refuse to run. */
export type SchemaState = { state: 'current' } | { state: 'older'; missing: string[] } | { state: 'newer'; sentence: string };

/** Names of the steps that a database has had. Empty for one without any. */
export const appliedMigrations = async (client: pg.ClientBase): Promise<string[]> => {
  const { rows: found } = await client.query(`select to_regclass('platform.migration') is not null as made`);
  if (!found[0].made) return [];
  const { rows } = await client.query<{ name: string }>('select name from platform.migration');
  return rows.map((row) => row.name);
};

/** How a database stands to this code. */
export const compareSchema = (applied: readonly string[], steps: readonly MigrationStep[]): SchemaState => {
  const known = new Set(steps.map((step) => step.name));
  const unknown = applied.find((name) => !known.has(name));
  if (unknown !== undefined) {
    return {
      state: 'newer',
      sentence: `The data was made by a newer version of this program (it has ${unknown}, which this version does not know): start that version or a later one. Nothing was changed.`,
    };
  }
  const had = new Set(applied);
  const missing = steps.filter((step) => !had.has(step.name)).map((step) => step.name);
  return missing.length === 0 ? { state: 'current' } : { state: 'older', missing };
};

/**
 * For processes that don't migrate: whether the database fits this code.
 * @param url of the login role.
 * @throws MirrorError `database_unavailable`
 */
export const schemaIsCurrent = async (url: string, features: readonly FeatureData[]): Promise<SchemaState> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return compareSchema(await appliedMigrations(client), orderMigrations(features));
  } catch (error) {
    // 3D000: no such database yet.
    if (error instanceof pg.DatabaseError && error.code === '3D000') return compareSchema([], orderMigrations(features));
    throw databaseFailure(error);
  } finally {
    await client.end().catch(() => undefined);
  }
};
