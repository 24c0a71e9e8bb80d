import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { askOnce, connectTo, dataFolderPerTest, eventually } from '#libs/testing/index.js';
import { isAlive } from './process-table.js';

/** Real kills and restarts, on a machine that may be busy. */
jest.setTimeout(60_000);

describe('the embedded PostgreSQL', () => {
  const folder = dataFolderPerTest();

  it('lies in the data folder, on a socket, for its own account alone', async () => {
    folder.empty();
    const postgres = await folder.start();
    expect(readdirSync(folder.path).sort()).toEqual(['log', 'node.lock', 'node.pid', 'postgres', 'run', 'secrets']);
    for (const part of ['log', 'postgres', 'run', 'secrets']) expect([part, statSync(folder.inside(part)).mode & 0o077]).toEqual([part, 0]);
    expect(readdirSync(folder.inside('secrets')).map((file) => statSync(folder.inside('secrets', file)).mode & 0o777)).toEqual([
      0o600, 0o600,
    ]);
    expect(await askOnce(postgres, `select current_setting('listen_addresses') as tcp, current_setting('fsync') as fsync`)).toEqual([
      { tcp: '', fsync: 'on' },
    ]);
  });

  it('lets nobody in without a password', async () => {
    const postgres = await folder.start();
    const url = new URL(postgres.adminUrl);
    url.password = 'guessed';
    await expect(new pg.Client({ connectionString: url.toString() }).connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps its data over stops and starts, and leaves no process behind', async () => {
    const first = await folder.start();
    const pid = first.pid ?? 0;
    await askOnce(first, 'create table kept as select 1 as id');
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    expect(first.state).toEqual({ status: 'stopped' });
    expect(await askOnce(await folder.start(), 'select id from kept')).toEqual([{ id: 1 }]);
  });

  it('is no part of our process group: Ctrl-C stops us, and we stop it', async () => {
    const postgres = await folder.start();
    const groupOf = (pid: number) => execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    expect(groupOf(postgres.pid ?? 0)).not.toBe(groupOf(process.pid));
  });

  it('says which folder its account can’t enter', async () => {
    chmodSync(folder.path, 0o700);
    const attempt = folder.start(folder.inside('inside'));
    if (process.getuid?.() === 0) await expect(attempt).rejects.toThrow(`can't enter ${folder.path} to reach its data`);
    else await expect(attempt).resolves.toBeDefined();
  });

  it('says which password is missing beside existing data, and changes nothing', async () => {
    await (await folder.start()).stop();
    const path = folder.inside('secrets', 'database-admin');
    rmSync(path);
    await expect(folder.start()).rejects.toThrow(
      `${path} is missing beside existing data: put the file back, then start again. Nothing was changed.`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('says so where the folder holds something else', async () => {
    await (await folder.start()).stop();
    rmSync(folder.inside('postgres', 'PG_VERSION'));
    await expect(folder.start()).rejects.toThrow('is there but holds no PostgreSQL data');
  });

  it('keeps its socket elsewhere where the data folder’s path is too long for one', async () => {
    chmodSync(folder.path, 0o711);
    const postgres = await folder.start(folder.inside('a'.repeat(120)));
    expect(postgres.folders.socket).toMatch(/mirrorstead-[0-9a-f]{16}$/);
    expect(statSync(postgres.folders.socket).mode & 0o777).toBe(0o700);
    expect(await askOnce(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    rmSync(postgres.folders.socket, { recursive: true });
  });

  it('logs no words: of statements, of parameters, of errors, of crashes', async () => {
    const postgres = await folder.start();
    const words = 'weeping-willow';
    await askOnce(postgres, `create table page (id text primary key, at date); insert into page values ('${words}')`);
    for (const sql of [
      `insert into page values ('${words}')`,
      `select '${words}'::uuid`,
      `selekt '${words}'`,
      `do $$ begin raise warning '${words}'; raise '${words}'; end $$`,
    ]) {
      await expect(askOnce(postgres, sql)).rejects.toThrow();
    }
    const client = await connectTo(postgres);
    await expect(client.query('select $1::date', [words])).rejects.toThrow();
    const [{ pid }] = (await client.query('select pg_backend_pid() as pid')).rows;
    const sleeping = client.query(`select pg_sleep(60), '${words}'`).catch(() => undefined);
    await eventually(async () =>
      expect(await askOnce(postgres, `select 1 from pg_stat_activity where pid = ${pid} and state = 'active'`)).toHaveLength(1),
    );
    process.kill(pid, 'SIGKILL');
    await sleeping;
    await eventually(async () => expect(await askOnce(postgres, 'select 1 as one')).toEqual([{ one: 1 }]));
    expect(folder.log()).toContain('was terminated by signal 9');
    expect(folder.log()).not.toContain(words);
  });
});
