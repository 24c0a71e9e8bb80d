import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { MemberId } from '#libs/contracts/index.js';
import { migrateQueue } from '#libs/platform/bus/index.js';
import { type DatabaseRole, type FeatureData, findSchemaDrift } from '#libs/platform/database/index.js';
import { aMember, expectHiddenFromOthers, type FreshDatabase, freshDatabase } from '#libs/testing/index.js';
import { allData } from './roles.js';

jest.setTimeout(60_000);

/** Bytes, ids and a time, in SQL; what they are does not matter here. */
const bytes = (length: number) => `decode(repeat('07', ${length}), 'hex')`;
const id = 'uuidv7()';
const later = `now() + interval '1 hour'`;

type Case = { role: DatabaseRole; row: (member: MemberId) => string };
const of = (role: DatabaseRole, row: Case['row']): Case => ({ role, row });

/** A row of each table that has members' rows, as the columns and values of an insert. */
const membersRows: Record<string, Case> = {
  'access.member': of('gateway', (m) => `(id, name, role) values ('${m}', 'Sam', 'member')`),
  'access.device': of(
    'gateway',
    (m) =>
      `(id, member, name, kind, keys, wrapping, signing, thumbprint) values (${id}, '${m}', 'Phone', 'cli', 'software', ${bytes(65)}, ${bytes(65)}, ${id}::text)`,
  ),
  'access.chain_entry': of('gateway', (m) => `(member, ordinal, body, signature) values ('${m}', 0, '{}', ${bytes(64)})`),
  'access.invitation': of(
    'gateway',
    (m) => `(id, secret_hash, role, name, invited_by, expires_at) values (${id}, uuid_send(${id}), 'member', 'Robin', '${m}', ${later})`,
  ),
  'access.link_request': of(
    'gateway',
    (m) => `(id, code_hash, thumbprint, device, expires_at, member) values (${id}, uuid_send(${id}), 't', '{}', ${later}, '${m}')`,
  ),
  'access.refresh_token': of(
    'gateway',
    (m) => `(hash, family, member, device, expires_at) values (uuid_send(${id}), ${id}, '${m}', ${id}, ${later})`,
  ),
  'access.access_token': of(
    'gateway',
    (m) =>
      `(hash, family, member, device, generation, thumbprint, expires_at) values (uuid_send(${id}), ${id}, '${m}', ${id}, 1, 't', ${later})`,
  ),
  'keys.member': of('vault', (m) => `(member, key_id, pair_public, pair_sealed) values ('${m}', ${bytes(16)}, ${bytes(65)}, ${bytes(60)})`),
  'keys.wrap': of(
    'vault',
    (m) => `(member, recipient, key_id, enc, ct) values ('${m}', 'recovery', ${bytes(16)}, ${bytes(65)}, ${bytes(48)})`,
  ),
  'keys.collection': of('vault', (m) => `(member, collection, wrapped_key) values ('${m}', 'reflection', ${bytes(78)})`),
  'keys.item': of('vault', (m) => `(item, member, collection, wrapped_key) values (${id}, '${m}', 'reflection', ${bytes(78)})`),
  'reflection.session': of('reflection', (m) => `(id, member, started_at, last_at) values (${id}, '${m}', now(), now())`),
  'reflection.turn': of(
    'reflection',
    (m) =>
      `(id, member, session, ordinal, at, state, idempotency_key, mac, words_item, words, reply)
       values (${id}, '${m}', ${id}, 1, now(), 'answered', 'key', ${bytes(32)}, ${id}, ${bytes(300)}, ${id})`,
  ),
  'reflection.work': of('reflection', (m) => `(id, member, kind, subject) values (${id}, '${m}', 'outline', ${id})`),
};

/** Tables without a member, and the one role that sees rows in them, if any does. */
const nobodysRows: Record<string, DatabaseRole | undefined> = {
  'access.nonce': undefined,
  'access.seen_proof': undefined,
  'access.rate_window': undefined,
  'keys.node': 'vault',
  'keys.node_key': 'vault',
  'bus.outbox': 'relay',
  'bus.delivery': 'relay',
  'bus.handled': 'relay',
};

const roles: DatabaseRole[] = ['gateway', 'gate', 'vault', 'reflection', 'relay'];
const denied = { code: '42501' };
const ida = aMember();
let database: FreshDatabase;
let features: FeatureData[];
let schemas: string[];

beforeAll(async () => {
  features = await allData();
  schemas = features.map(({ schema }) => schema);
  database = await freshDatabase(features, { foreign: [migrateQueue] });
  // Rows alone, without those that they refer to.
  const rows = Object.entries(membersRows).map(([table, { row }]) => `insert into ${table} ${row(ida)};`);
  await database.look(`set session_replication_role = replica; ${rows.join('\n')}`);
});
afterAll(() => database?.close());

const tables = (where = 'true') =>
  database
    .look<{ name: string }>(
      `select relnamespace::regnamespace || '.' || relname as name from pg_class
       where relnamespace::regnamespace::text = any ($1) and relkind in ('r', 'p') and ${where} order by 1`,
      [schemas],
    )
    .then((rows) => rows.map(({ name }) => name));
const countAs = (role: DatabaseRole, table: string, member?: MemberId) =>
  database.unitOfWork.run({ role, ...(member ? { member } : {}) }, (tx) => tx.query(`select from ${table}`)).then((rows) => rows.length);

describe('the tables of all features', () => {
  it('are what the entities say', async () => {
    expect(await findSchemaDrift(database.adminUrl, features)).toEqual([]);
  });

  it('have each its case here: a new one is not forgotten', async () => {
    expect(Object.keys({ ...membersRows, ...nobodysRows }).sort()).toEqual(await tables());
  });

  it('force row security, all of them', async () => {
    expect(await tables('not (relrowsecurity and relforcerowsecurity)')).toEqual([]);
  });

  it('lie in no other schema than the features’, the platform’s and the queue’s', async () => {
    const known = [...schemas, 'platform', 'bullmq', 'public'];
    const strangers = `select distinct schemaname from pg_tables where schemaname !~ '^(pg_|information_schema)' and schemaname <> all ($1)`;
    expect(await database.look(strangers, [known])).toEqual([]);
  });

  it('are shut to the login role, which has no rights of its own', async () => {
    for (const table of await tables()) {
      await expect(database.dataSource.query(`select from ${table}`)).rejects.toMatchObject(denied);
    }
  });
});

describe.each(Object.entries(membersRows))('%s', (table, { role, row }) => {
  it('shows a member’s rows to that member alone', async () => {
    await expectHiddenFromOthers(database.unitOfWork, { role, member: ida }, [table]);
  });

  it('is read by no other role, whoever the member is', async () => {
    for (const other of roles.filter((each) => each !== role)) await expect(countAs(other, table, ida)).rejects.toMatchObject(denied);
  });

  it('takes no row in the name of another member', async () => {
    const forged = database.unitOfWork.run({ role, member: aMember() }, (tx) => tx.query(`insert into ${table} ${row(ida)}`));
    await expect(forged).rejects.toMatchObject(denied);
  });
});

describe.each(Object.entries(nobodysRows))('%s', (table, reader) => {
  it(`is read by ${reader ? `${reader} alone` : 'no role'}`, async () => {
    if (reader) await expect(countAs(reader, table)).resolves.toEqual(expect.any(Number));
    for (const role of roles.filter((each) => each !== reader)) await expect(countAs(role, table, ida)).rejects.toMatchObject(denied);
  });
});

describe('the roles of the database', () => {
  it('get past row security by no attribute', async () => {
    expect(await database.look(`select rolname from pg_roles where rolname like 'mirror\\_%' and (rolsuper or rolbypassrls)`)).toEqual([]);
  });

  it('may, but for the vault, do nothing in keys: not read, not write, not delete', async () => {
    const able = `
      select rolname, relname, privilege from pg_class, pg_roles, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) privilege
      where relnamespace = 'keys'::regnamespace and relkind = 'r' and rolname like 'mirror\\_%'
        and rolname not in ('mirror_vault', 'mirror_migrate') and has_table_privilege(rolname, pg_class.oid, privilege)`;
    expect(await database.look(able)).toEqual([]);
  });

  it('run functions of others only where those choose their own search path, and nobody else may', async () => {
    const loose = `
      select proname from pg_proc where pronamespace::regnamespace::text = any ($1) and prosecdef and (
        has_function_privilege('public', oid, 'execute')
        or not exists (select from unnest(proconfig) setting where setting like 'search_path=%'))`;
    expect(await database.look(loose, [schemas])).toEqual([]);
  });
});
