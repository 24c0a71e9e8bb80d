import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { type FeatureData, type ForeignMigration, migrate, nodeLogin, openDataSource, UnitOfWork } from '#libs/platform/database/index.js';

const NODE_PASSWORD = 'only-in-tests';

/** A database that one test file has to itself. */
export type FreshDatabase = {
  /** As the node connects: the login role `mirror_node`. */
  nodeUrl: string;
  /** As a superuser, in this database: sees past row security. */
  adminUrl: string;
  dataSource: DataSource;
  unitOfWork: UnitOfWork;
  /** Rows as a superuser sees them: every member's. */
  look<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
};

/**
 * A new database with the schemas of these features: a copy of a template that their migrations made once in this run.
 * Close it in `afterAll`.
 */
export const freshDatabase = async (
  features: readonly FeatureData[],
  options: { foreign?: readonly ForeignMigration[] } = {},
): Promise<FreshDatabase> => {
  const server = process.env.MIRROR_TEST_DATABASE;
  if (!server) throw new Error('This test needs PostgreSQL: run it with npm run test:medium.');
  const template = await ensureTemplate(server, features, options.foreign ?? []);
  const name = `mirror_test_${randomUUID().replaceAll('-', '')}`;
  await withClient(server, (client) => client.query(`create database ${name} template ${template} owner mirror_migrate`));
  // Rights on a database are not copied with it: without these a test would allow what a node refuses.
  await withClient(server, async (client) => {
    await client.query(`revoke all on database ${name} from public`);
    await client.query(`grant connect on database ${name} to mirror_node`);
  });
  const adminUrl = urlFor(server, { database: name });
  const nodeUrl = urlFor(server, { database: name, user: 'mirror_node', password: NODE_PASSWORD });
  const dataSource = await openDataSource(nodeUrl, features);
  return {
    nodeUrl,
    adminUrl,
    dataSource,
    unitOfWork: new UnitOfWork(dataSource),
    look: (sql, parameters) => withClient(adminUrl, async (client) => (await client.query(sql, parameters)).rows),
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await withClient(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
};

/** Made once, whichever worker comes first: `migrate` lets the others wait. */
const ensureTemplate = async (server: string, features: readonly FeatureData[], foreign: readonly ForeignMigration[]): Promise<string> => {
  const steps = features.flatMap((feature) => feature.migrations.map(String)).join('\n');
  const name = `mirror_template_${createHash('sha256')
    .update(`${steps}\n${foreign.map(String).join('\n')}`)
    .digest('hex')
    .slice(0, 16)}`;
  await withClient(server, async (client) => {
    // A template can't be copied while someone is connected to it, and migrating connects.
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const made = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
    if (made.rowCount === 1) return;
    await migrate(server, features, { logins: [nodeLogin(NODE_PASSWORD)], database: name, foreign });
    await client.query(`alter database ${name} is_template true`);
  });
  return name;
};

const urlFor = (server: string, parts: { database: string; user?: string; password?: string }): string => {
  const url = new URL(server);
  url.pathname = `/${parts.database}`;
  if (parts.user) url.username = parts.user;
  if (parts.password) url.password = parts.password;
  return url.toString();
};

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
