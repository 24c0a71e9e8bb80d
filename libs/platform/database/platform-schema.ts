import type pg from 'pg';
import { type Login, OWNER } from './domain/roles.js';

/** Of the database itself, as its administrator: that nothing is open to everyone. */
export const closeDatabase = async (client: pg.ClientBase, database: string): Promise<void> => {
  await client.query(`revoke all on database ${database} from public`);
  await client.query('revoke all on schema public from public');
  // A function that runs with its owner's rights is for those it names, never for everyone.
  await client.query(`alter default privileges for role ${OWNER} revoke execute on functions from public`);
};

/** The ledger of the steps, and the node's one origin. */
export const makeLedger = async (client: pg.ClientBase): Promise<void> => {
  await client.query(`
    create schema if not exists platform;
    create table if not exists platform.migration (
      name text constraint migration_pkey primary key,
      feature text not null,
      at timestamptz not null default now()
    );
    create table if not exists platform.schema_version (
      version integer constraint schema_version_pkey primary key,
      at timestamptz not null default now()
    );
    create table if not exists platform.origin (
      one boolean default true constraint origin_pkey primary key constraint origin_one check (one),
      origin text not null,
      at timestamptz not null default now()
    );
  `);
};

/** Who may connect. Each may read the ledger, to compare it with its code, and the origin. */
export const admitLogins = async (client: pg.ClientBase, database: string, logins: readonly Login[]): Promise<void> => {
  const names = logins.map(({ name }) => name).join(', ');
  await client.query(`
    grant connect on database ${database} to ${names};
    grant usage on schema platform to ${names};
    grant select on platform.migration, platform.schema_version, platform.origin to ${names};
  `);
};
