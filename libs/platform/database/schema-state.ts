import type pg from 'pg';
import type { MigrationStep } from './domain/migration-order.js';

/** `older`: steps are missing, so wait for the migrate step. `newer` has a sentence: refuse to run. */
export type SchemaState = { state: 'current' } | { state: 'older'; missing: string[] } | { state: 'newer'; sentence: string };

/** The data is from a later version than this one. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
}

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
