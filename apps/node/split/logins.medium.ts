import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Role } from '#libs/contracts/index.js';
import { migrateSharedQueue } from '#libs/platform/bus/index.js';
import { type DatabaseRole, migrate, roleLogin, urlAs, withDatabase, withSession } from '#libs/platform/database/index.js';
import { type OwnServer, startOwnServer } from '#libs/testing/index.js';
import { allData } from '../roles.js';

jest.setTimeout(60_000);

const databaseRoles: DatabaseRole[] = [...Role.options, 'relay'];
const logins = (suffix = '') => Role.options.map((role) => roleLogin(role, `password of ${role}${suffix}`));
const denied = { code: '42501' };

let server: OwnServer;
const prepare = async (suffix?: string) =>
  migrate(server.postgres.adminUrl, await allData(), { logins: logins(suffix), foreign: [migrateSharedQueue] });
const urlOf = (role: Role, suffix = '') => {
  const { name, password } = roleLogin(role, `password of ${role}${suffix}`);
  return urlAs(withDatabase(server.postgres.adminUrl, 'mirrorstead'), name, password);
};
const as = <Row extends pg.QueryResultRow>(role: Role, ...statements: string[]) =>
  withSession(urlOf(role), async (client) => {
    let rows: Row[] = [];
    for (const statement of statements) ({ rows } = await client.query<Row>(statement));
    return rows;
  });

beforeAll(async () => {
  server = await startOwnServer();
  await prepare();
});
afterAll(() => server?.stop());

describe.each(Role.options)('the login of %s', (role) => {
  const own: DatabaseRole[] = [role, 'relay'];

  it('becomes its own role and the relay, and nobody else', async () => {
    for (const may of own) await expect(as(role, `set role mirror_${may}`)).resolves.toEqual([]);
    const others = databaseRoles.filter((each) => !own.includes(each)).map((each) => `mirror_${each}`);
    const logins = Role.options.filter((each) => each !== role).map((each) => `mirror_${each}_login`);
    for (const other of [...others, ...logins, 'mirror_migrate', 'postgres', 'pg_read_all_data', 'pg_write_server_files']) {
      await expect(as(role, `set role ${other}`)).rejects.toMatchObject(denied);
      await expect(as(role, `set session authorization ${other}`)).rejects.toMatchObject(denied);
      await expect(as(role, `grant ${other} to mirror_${role}_login`)).rejects.toMatchObject(denied);
    }
  });

  it('creates, alters and drops nothing, whichever of its roles it takes', async () => {
    const schemas = (await server.query(`select nspname from pg_namespace where nspname !~ '^pg_(toast|temp)'`)).map(
      ({ nspname }) => nspname,
    );
    const tables = await server.query(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname !~ '^(pg_|information)'`,
    );
    expect(tables.length).toBeGreaterThan(20);
    const attempts = [
      ...schemas.map((schema) => `create table ${schema}.mine (id int)`),
      ...schemas.map((schema) => `create function ${schema}.mine() returns int language sql as 'select 1'`),
      ...tables.flatMap(({ name }) => [
        `alter table ${name} disable row level security`,
        `alter table ${name} add column mine int`,
        `create policy mine on ${name} using (true)`,
        `drop table ${name}`,
        `truncate ${name}`,
      ]),
      'create temp table mine (id int)',
      'create schema mine',
      'create extension pg_trgm schema platform',
      'create database mine',
      'create role mine',
      'alter role postgres password $$x$$',
      ...Role.options.filter((each) => each !== role).map((each) => `alter role mirror_${each}_login password 'x'`),
      'alter system set log_statement = $$all$$',
      `alter role mirror_${role}_login set log_statement = 'all'`,
      'set log_min_messages = debug5',
    ];
    for (const taken of [undefined, ...own]) {
      await withSession(urlOf(role), async (client) => {
        if (taken) await client.query(`set role mirror_${taken}`);
        for (const attempt of attempts) {
          // Refused for want of rights: what fails for another reason proves nothing.
          await expect({ attempt, ...(await client.query(attempt).catch((error: object) => error)) }).toMatchObject({ attempt, ...denied });
        }
      });
    }
  });

  it('reads no table of another role’s, and as itself none at all but the ledger', async () => {
    const readable = (who: string) =>
      server
        .query(
          `select schemaname || '.' || tablename as name from pg_tables where schemaname !~ '^(pg_|information)'
             and has_schema_privilege('${who}', schemaname, 'usage')
             and has_table_privilege('${who}', quote_ident(schemaname) || '.' || quote_ident(tablename), 'select') order by 1`,
        )
        .then((rows) => rows.map(({ name }) => String(name)));
    expect(await readable(`mirror_${role}_login`)).toEqual(['platform.migration', 'platform.origin', 'platform.schema_version']);
    const schemas: Record<Role, RegExp> = { gateway: /^access\./, gate: /^never$/, vault: /^keys\./, reflection: /^reflection\./ };
    for (const table of await readable(`mirror_${role}`)) expect(table).toMatch(schemas[role]);
    for (const table of await readable('mirror_relay')) expect(table).toMatch(/^bus\./);
  });

  it('leaves nothing in the server’s log, and can’t change that', async () => {
    const settings = await as<{ name: string; setting: string }>(role, `select name, setting from pg_settings where name like 'log\\_%'`);
    const set = Object.fromEntries(settings.map(({ name, setting }) => [name, setting]));
    expect(set).toMatchObject({
      log_min_error_statement: 'panic',
      log_min_messages: 'log',
      log_statement: 'none',
      log_parameter_max_length: '0',
    });
  });
});

describe('the passwords of the logins', () => {
  const kept = () => server.query(`select rolname, rolpassword from pg_authid where rolname like 'mirror\\_%\\_login' order by 1`);

  it('are kept as scram verifiers, and stay as they are where they are the same', async () => {
    const before = await kept();
    for (const { rolpassword } of before) expect(rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
    await Promise.all([prepare(), prepare()]);
    expect(await kept()).toEqual(before);
  });

  it('follow the secret files: the old one opens nothing any more', async () => {
    await prepare(' anew');
    await expect(as('gate', 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await expect(withSession(urlOf('gate', ' anew'), (client) => client.query('select 1'))).resolves.toBeDefined();
    await prepare();
    await expect(as('gate', 'select 1')).resolves.toBeDefined();
  });

  it('appear in no statement', async () => {
    const statements: unknown[] = [];
    const query = jest.spyOn(pg.Client.prototype, 'query');
    await prepare(' once more');
    statements.push(...query.mock.calls.flat());
    query.mockRestore();
    expect(statements.length).toBeGreaterThan(20);
    expect(JSON.stringify(statements)).not.toContain('once more');
    await prepare();
  });
});

describe('the connections of the logins', () => {
  const limits = () => server.query(`select rolname, rolconnlimit from pg_roles where rolname ~ '^mirror_.*_login$' order by 1`);

  it('are so many that four processes of a role have theirs, and all roles fit into the server of the containers', async () => {
    await server.query('alter role mirror_gate_login connection limit -1');
    await prepare();
    const each = (await limits()).map(({ rolconnlimit }) => Number(rolconnlimit));
    expect(each).toHaveLength(Role.options.length);
    for (const limit of each) expect(limit).toBeGreaterThanOrEqual(4 * 10);
    const [, most] = /max_connections=(\d+)/.exec(readFileSync('docker-compose.yml', 'utf8')) ?? [];
    // Three are the superuser's.
    expect(each.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(Number(most) - 3);
  });

  it('that one role takes are its own: the others come in', async () => {
    const few = logins().map((login) => ({ ...login, connections: 2 }));
    await migrate(server.postgres.adminUrl, await allData(), { logins: few, foreign: [migrateSharedQueue] });
    const another = (role: Role) => withSession(urlOf(role), () => Promise.resolve('let in'));
    await withSession(urlOf('gate'), () =>
      withSession(urlOf('gate'), async () => {
        await expect(another('gate')).rejects.toMatchObject({ code: 'database_unavailable', cause: { code: '53300' } });
        await expect(another('vault')).resolves.toBe('let in');
      }),
    );
    await prepare();
  });
});

describe('rights that somebody gave by hand', () => {
  it('are taken back by the next migrate step', async () => {
    await server.query(
      'grant mirror_vault, mirror_migrate, pg_read_all_data to mirror_gateway_login; alter role mirror_gateway_login bypassrls createrole',
    );
    await expect(as('gateway', 'set role mirror_vault')).resolves.toEqual([]);
    await prepare();
    for (const other of ['mirror_vault', 'mirror_migrate', 'pg_read_all_data']) {
      await expect(as('gateway', `set role ${other}`)).rejects.toMatchObject(denied);
    }
    expect(await as('gateway', 'select rolbypassrls, rolcreaterole from pg_roles where rolname = current_user')).toEqual([
      { rolbypassrls: false, rolcreaterole: false },
    ]);
  });
});
