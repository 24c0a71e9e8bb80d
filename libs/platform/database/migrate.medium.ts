import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DiaryPages1790009900001, diary } from '#libs/testing/diary.js';
import { type OwnServer, startOwnServer } from '#libs/testing/index.js';
import { type FeatureData, findSchemaDrift, migrate, nodeLogin, openDataSource, schemaIsCurrent, UnitOfWork } from './index.js';

class DiaryMoods1790009900002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table diary.page add column mood text');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table diary.page drop column mood');
  }
}
class DiaryMistake1790009900003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table diary.half (id uuid)');
    await runner.query('alter table diary.nothing add column mood text');
  }
  async down(): Promise<void> {}
}
const later: FeatureData = { ...diary, migrations: [DiaryPages1790009900001, DiaryMoods1790009900002] };
const broken: FeatureData = { ...diary, migrations: [...later.migrations, DiaryMistake1790009900003] };
const NAMES = ['DiaryPages1790009900001', 'DiaryMoods1790009900002'];

/** Real kills and restarts, on a machine that may be busy. */
jest.setTimeout(60_000);

describe('the migrate step', () => {
  let server: OwnServer;
  const step = (features: FeatureData[], foreign: ((client: pg.Client) => Promise<void>)[] = []) =>
    migrate(server.postgres.adminUrl, features, { logins: [nodeLogin(server.postgres.nodePassword)], foreign });
  const asAdmin = async (sql: string, database = 'mirrorstead') => {
    const url = new URL(server.postgres.adminUrl);
    url.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: url.toString() });
    await client.connect();
    const { rows } = await client.query(sql);
    await client.end();
    return rows;
  };
  const ledger = async () => (await asAdmin('select name from platform.migration order by at, name')).map(({ name }) => name);

  beforeAll(async () => {
    server = await startOwnServer();
  });
  afterAll(() => server.stop());

  it('says that a server without a database is older', async () => {
    await step([]);
    expect(await schemaIsCurrent(server.postgres.nodeUrl, [diary])).toEqual({ state: 'older', missing: ['DiaryPages1790009900001'] });
  });

  it('started three times at once runs every step once', async () => {
    await asAdmin('drop database mirrorstead', 'postgres');
    await Promise.all([step([diary]), step([diary]), step([diary])]);
    expect(await ledger()).toEqual(['DiaryPages1790009900001']);
    expect(await schemaIsCurrent(server.postgres.nodeUrl, [diary])).toEqual({ state: 'current' });
  });

  it('makes a database that agrees with the entities', async () => {
    const url = new URL(server.postgres.adminUrl);
    url.pathname = '/mirrorstead';
    expect(await findSchemaDrift(url.toString(), [diary])).toEqual([]);
    await asAdmin('alter table diary.page alter column words drop not null');
    expect(await findSchemaDrift(url.toString(), [diary])).toEqual([expect.stringContaining('"words"')]);
    await asAdmin('alter table diary.page alter column words set not null');
  });

  it('runs only what is missing, and what others bring each time', async () => {
    const owners: string[] = [];
    const foreign = async (client: pg.Client) => {
      const { rows } = await client.query('select current_user, current_database()');
      owners.push(`${rows[0].current_user}@${rows[0].current_database}`);
    };
    await step([later], [foreign]);
    await step([later], [foreign]);
    expect(await ledger()).toEqual(NAMES);
    expect(owners).toEqual(['mirror_migrate@mirrorstead', 'mirror_migrate@mirrorstead']);
    expect(await asAdmin('select version from platform.schema_version order by version')).toEqual([{ version: 1 }, { version: 2 }]);
  });

  it('leaves nothing of an update that fails half-way', async () => {
    await expect(step([broken])).rejects.toThrow('diary.nothing');
    expect(await ledger()).toEqual(NAMES);
    expect(await asAdmin(`select to_regclass('diary.half') as half`)).toEqual([{ half: null }]);
  });

  it('refuses data of a newer version with a sentence, and touches nothing', async () => {
    const password = () => asAdmin(`select rolpassword from pg_authid where rolname = 'mirror_node'`);
    const before = await password();
    await expect(migrate(server.postgres.adminUrl, [diary], { logins: [nodeLogin('another')] })).rejects.toThrow(
      'The data was made by a newer version of this program (it has DiaryMoods1790009900002, which this version does not know): start that version or a later one. Nothing was changed.',
    );
    expect(await password()).toEqual(before);
    expect(await ledger()).toEqual(NAMES);
    expect(await schemaIsCurrent(server.postgres.nodeUrl, [diary])).toMatchObject({ state: 'newer' });
  });

  it('makes roles that own nothing, bypass nothing and inherit nothing', async () => {
    const roles = await asAdmin(
      `select rolname from pg_roles where rolname like 'mirror%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit)`,
    );
    expect(roles).toEqual([]);
    expect(await asAdmin(`select rolname from pg_roles where rolname like 'mirror%' and rolcanlogin`)).toEqual([
      { rolname: 'mirror_node' },
    ]);
    expect(await asAdmin(`select distinct tableowner from pg_tables where schemaname in ('platform', 'diary')`)).toEqual([
      { tableowner: 'mirror_migrate' },
    ]);
  });

  it('lets the login role change nothing, make nothing and become nobody else', async () => {
    const source = await openDataSource(server.postgres.nodeUrl, []);
    for (const attempt of [
      'select * from diary.page',
      'insert into platform.migration (name, feature) values ($$x$$, $$x$$)',
      'create table public.mine (id int)',
      'create temp table mine (id int)',
      'create schema mine',
      'set role mirror_migrate',
      'set role postgres',
    ]) {
      await expect(source.query(attempt)).rejects.toMatchObject({ code: '42501' });
    }
    await source.destroy();
  });

  it('gives functions that run as their owner to those they name only', async () => {
    await asAdmin(
      `set role mirror_migrate; create function diary.all_pages() returns bigint language sql security definer as 'select count(*) from diary.page'`,
    );
    const source = await openDataSource(server.postgres.nodeUrl, []);
    const call = new UnitOfWork(source).run({ role: 'vault' }, (tx) => tx.query('select diary.all_pages()'));
    await expect(call).rejects.toMatchObject({ code: '42501' });
    await source.destroy();
  });

  it('says that the database is unavailable where nobody answers', async () => {
    await expect(schemaIsCurrent('postgresql://mirror_node:x@localhost/mirrorstead?host=/nowhere', [diary])).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    await expect(openDataSource('postgresql://mirror_node:x@localhost/mirrorstead?host=/nowhere', [])).rejects.toMatchObject({
      code: 'database_unavailable',
    });
  });
});
