import type pg from 'pg';
import { LOGIN, OWNER } from './domain/roles.js';

/** Of the database itself, as its administrator: who may connect, and that nothing is open to everyone. */
export const closeDatabase = async (client: pg.ClientBase, database: string): Promise<void> => {
  await client.query(`revoke all on database ${database} from public`);
  await client.query(`grant connect on database ${database} to ${LOGIN}`);
  await client.query('revoke all on schema public from public');
  // A function that runs with its owner's rights is for those it names, never for everyone.
  await client.query(`alter default privileges for role ${OWNER} revoke execute on functions from public`);
};

/** The ledger of the steps. Everyone who can connect may read it: each process compares it with its code. */
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
    grant usage on schema platform to ${LOGIN};
    grant select on platform.migration, platform.schema_version to ${LOGIN};
  `);
};
