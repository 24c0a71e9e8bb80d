import type pg from 'pg';
import { DataSource } from 'typeorm';
import { withDatabase } from './address.js';
import { type MigrationStep, orderMigrations } from './domain/migration-order.js';
import { DATABASE, type Login, OWNER } from './domain/roles.js';
import type { FeatureData } from './feature-data.js';
import { admitLogins, closeDatabase, makeLedger } from './platform-schema.js';
import { ensureRoles } from './roles.js';
import { appliedMigrations, compareSchema, NewerSchema } from './schema-state.js';
import { withAdmin } from './session.js';

/** Steps that a library of others' keeps its own account of (BullMQ). Runs at each start, as the owner of the schemas. */
export type ForeignMigration = (client: pg.Client) => Promise<void>;

export type MigrateOptions = {
  /** Who may connect from now on, with which password. */
  logins: readonly Login[];
  /** Default: `mirrorstead`. */
  database?: string;
  /** After the features' own steps. */
  foreign?: readonly ForeignMigration[];
};

/** "MIRROR" as a number: no other program takes this lock. */
const LOCK = 0x4d49_5252_4f52;

/**
 * Brings a server to this code: roles and logins, database, every feature's steps in one order, then what others bring. All
 * features' steps that are missing are one transaction, so an update happens or it does not. Started twice at once, the
 * second waits and finds nothing left to do.
 * @param adminUrl of a role that may make roles and databases, on a database that is there already.
 * @throws NewerSchema where the schema is newer than this code; nothing is touched then.
 * @throws MirrorError `database_unavailable`, `disk_full`
 */
export const migrate = async (adminUrl: string, features: readonly FeatureData[], options: MigrateOptions): Promise<void> => {
  const database = options.database ?? DATABASE;
  const steps = orderMigrations(features);
  const target = withDatabase(adminUrl, database);
  await withAdmin(adminUrl, async (admin) => {
    // Held by this session until its end. A lock belongs to one database, so it is taken in the one that all start from.
    await admin.query('select pg_advisory_lock($1)', [LOCK]);
    const exists = await databaseExists(admin, database);
    const state = compareSchema(exists ? await withAdmin(target, appliedMigrations) : [], steps);
    if (state.state === 'newer') throw new NewerSchema(state.sentence);
    await ensureRoles(admin, options.logins);
    if (!exists) await admin.query(`create database ${database} owner ${OWNER}`);
    if (state.state === 'older' || !exists) await withAdmin(target, (client) => closeDatabase(client, database));
    await withAdmin(target, makeLedger, OWNER);
    if (state.state === 'older' || !exists) await applySteps(target, steps);
    for (const foreign of options.foreign ?? []) await withAdmin(target, foreign, OWNER);
    // Last, so that whoever can connect finds everything there.
    await withAdmin(target, (client) => admitLogins(client, database, options.logins));
  });
};

const databaseExists = async (admin: pg.ClientBase, database: string): Promise<boolean> => {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database]);
  return rowCount === 1;
};

/** The steps that are missing, through a query runner of TypeORM's, as the owner of the schemas. */
const applySteps = async (url: string, steps: readonly MigrationStep[]): Promise<void> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    installExtensions: false,
    poolSize: 1,
    extra: { options: `-c role=${OWNER} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0` },
  });
  await source.initialize();
  try {
    await source.transaction(async ({ queryRunner }) => {
      if (!queryRunner) throw new TypeError('a transaction has a query runner');
      const applied: { name: string }[] = await queryRunner.query('select name from platform.migration');
      const had = new Set(applied.map((row) => row.name));
      for (const step of steps.filter(({ name }) => !had.has(name))) {
        await new step.migration().up(queryRunner);
        await queryRunner.query('insert into platform.migration (name, feature) values ($1, $2)', [step.name, step.feature]);
      }
      await queryRunner.query('insert into platform.schema_version (version) values ($1) on conflict do nothing', [steps.length]);
    });
  } finally {
    await source.destroy();
  }
};
