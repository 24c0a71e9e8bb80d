import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { type ChildNode, eventually, startChildNode, temporaryFolder } from '#libs/testing/index.js';
import { EmbeddedPostgres, type PostgresState } from './index.js';
import { isAlive, isServerOf } from './process-table.js';

/** Real kills and restarts, on a machine that may be busy. */
jest.setTimeout(60_000);

describe('the embedded PostgreSQL', () => {
  /** A cluster that was made and stopped: most tests start on a copy, which is quicker than making one. */
  let made: string;
  let folder: string;
  let states: PostgresState[];
  let running: EmbeddedPostgres | undefined;
  const children: ChildNode[] = [];

  const makeNew = () => {
    for (const part of readdirSync(folder)) rmSync(join(folder, part), { recursive: true });
  };
  const start = async (dataFolder = folder) => {
    running = await EmbeddedPostgres.start({ dataFolder, onState: (state) => void states.push(state) });
    return running;
  };
  const childNode = (words?: string) => {
    const child = startChildNode(folder, words);
    children.push(child);
    return child;
  };
  const connect = async (postgres: EmbeddedPostgres) => {
    const client = new pg.Client({ connectionString: postgres.adminUrl });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const query = async (postgres: EmbeddedPostgres, sql: string) => {
    const client = await connect(postgres);
    const { rows } = await client.query(sql).finally(() => client.end());
    return rows;
  };
  const log = () => readFileSync(join(folder, 'log', 'postgres.log'), 'utf8');
  const serverPid = () => Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const kill = (postgres: EmbeddedPostgres) => process.kill(postgres.pid ?? 0, 'SIGKILL');
  const writeInChild = `
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: postgres.adminUrl });
    await client.connect();
    await client.query('create table kept (id int)');
    await client.query('insert into kept values (1)');`;

  beforeAll(async () => {
    made = await temporaryFolder();
    await (await EmbeddedPostgres.start({ dataFolder: made })).stop();
  });
  beforeEach(async () => {
    folder = await temporaryFolder();
    states = [];
    execFileSync('cp', ['-a', `${made}/.`, folder]);
  });
  afterAll(() => rmSync(made, { recursive: true }));
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill();
    await running?.stop();
    running = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it('lies in the data folder, on a socket, for its own account alone', async () => {
    makeNew();
    const postgres = await start();
    expect(readdirSync(folder).sort()).toEqual(['log', 'node.lock', 'node.pid', 'postgres', 'run', 'secrets']);
    for (const part of ['log', 'postgres', 'run', 'secrets']) expect([part, statSync(join(folder, part)).mode & 0o077]).toEqual([part, 0]);
    expect(readdirSync(join(folder, 'secrets')).map((file) => statSync(join(folder, 'secrets', file)).mode & 0o777)).toEqual([
      0o600, 0o600,
    ]);
    expect(await query(postgres, `select current_setting('listen_addresses') as tcp, current_setting('fsync') as fsync`)).toEqual([
      { tcp: '', fsync: 'on' },
    ]);
  });

  it('lets nobody in without a password', async () => {
    const postgres = await start();
    const url = new URL(postgres.adminUrl);
    url.password = 'guessed';
    await expect(new pg.Client({ connectionString: url.toString() }).connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps its data over stops and starts, and leaves no process behind', async () => {
    const first = await start();
    const pid = first.pid ?? 0;
    await query(first, 'create table kept as select 1 as id');
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    expect(first.state).toEqual({ status: 'stopped' });
    expect(await query(await start(), 'select id from kept')).toEqual([{ id: 1 }]);
  });

  it('is no part of our process group: Ctrl-C stops us, and we stop it', async () => {
    const postgres = await start();
    const groupOf = (pid: number) => execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    expect(groupOf(postgres.pid ?? 0)).not.toBe(groupOf(process.pid));
  });

  it('refuses a second node on the folder, naming the first', async () => {
    const first = childNode();
    expect(await first.said).toBe('running');
    await expect(start()).rejects.toThrow(
      `Another node (process ${first.process.pid}) runs on ${folder}: stop it first, or choose another data folder.`,
    );
    expect(isAlive(serverPid())).toBe(true);
  });

  it('starts for one of two nodes that come at the same time to a new folder', async () => {
    makeNew();
    const said = await Promise.all([childNode().said, childNode().said]);
    expect(said.sort()).toEqual([expect.stringMatching(/^Another node \(process (\d+|unknown)\) runs on/), 'running']);
  });

  it('stops what a killed node left running, cleanly, then starts its own', async () => {
    const killed = childNode(writeInChild);
    expect(await killed.said).toBe('running');
    const orphan = serverPid();
    await killed.kill();
    expect(isAlive(orphan)).toBe(true);
    const postgres = await start();
    expect([await isServerOf(orphan, join(folder, 'postgres')), postgres.pid === orphan]).toEqual([false, false]);
    expect(log()).toContain('database system was shut down');
    expect(await query(postgres, 'select id from kept')).toEqual([{ id: 1 }]);
  });

  it('recovers what was committed when node and server were killed together', async () => {
    const killed = childNode(writeInChild);
    expect(await killed.said).toBe('running');
    const orphan = serverPid();
    process.kill(orphan, 'SIGKILL');
    await killed.kill();
    expect(await query(await start(), 'select id from kept')).toEqual([{ id: 1 }]);
    expect(log()).toContain('automatic recovery in progress');
  });

  it('starts anew where the first start was killed half-way', async () => {
    makeNew();
    const killed = childNode();
    const unfinished = () => readdirSync(folder).filter((name) => name.startsWith('postgres.new-'));
    await eventually(async () => expect(unfinished().some((name) => existsSync(join(folder, name, 'base')))).toBe(true));
    await killed.kill();
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
    expect(await query(await start(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('takes no other process for an orphan, and ends none', async () => {
    const first = await start();
    await first.stop();
    const account = statSync(join(folder, 'postgres'));
    const bystander = spawn('sleep', ['60'], { uid: account.uid, gid: account.gid });
    const file = [bystander.pid, join(folder, 'postgres'), '1790000000', '5432', join(folder, 'run'), '', ' 1 2', 'ready   ', ''];
    writeFileSync(join(folder, 'postgres', 'postmaster.pid'), file.join('\n'));
    writeFileSync(join(first.folders.socket, '.s.PGSQL.5432.lock'), file.join('\n'));
    await start();
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
    bystander.kill();
  });

  it('comes back when it is killed, once its old processes are gone', async () => {
    const postgres = await start();
    await query(postgres, 'create table kept as select 1 as id');
    const busy = await connect(postgres);
    // A statement that outlives its server, until the server's processes notice.
    const statement = busy.query('select count(*) from generate_series(1, 20000000)').catch(() => undefined);
    await eventually(async () =>
      expect(
        await query(
          postgres,
          `select 1 from pg_stat_activity where query like '%generate_series(1, 2%' and state = 'active' and pid <> pg_backend_pid()`,
        ),
      ).toHaveLength(1),
    );
    kill(postgres);
    await eventually(async () => expect(await query(postgres, 'select id from kept')).toEqual([{ id: 1 }]));
    await statement;
    expect(states.map(({ status }) => status)).toEqual(['running', 'restarting', 'running']);
    expect(states[1]?.detail).toContain('PostgreSQL does not run');
  });

  it('comes back each time, and stops while it comes back', async () => {
    const postgres = await start();
    for (let round = 0; round < 4; round += 1) {
      const pid = postgres.pid;
      kill(postgres);
      await eventually(async () => expect([postgres.state.status, postgres.pid === pid]).toEqual(['running', false]));
    }
    kill(postgres);
    await eventually(async () => expect(postgres.state.status).toBe('restarting'));
    await postgres.stop();
    expect(postgres.state).toEqual({ status: 'stopped' });
    expect(await query(await start(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says which folder its account can’t enter', async () => {
    chmodSync(folder, 0o700);
    const attempt = start(join(folder, 'inside'));
    if (process.getuid?.() === 0) await expect(attempt).rejects.toThrow(`can't enter ${folder} to reach its data`);
    else await expect(attempt).resolves.toBeDefined();
  });

  it('says which password is missing beside existing data, and changes nothing', async () => {
    await (await start()).stop();
    const path = join(folder, 'secrets', 'database-admin');
    rmSync(path);
    await expect(start()).rejects.toThrow(
      `${path} is missing beside existing data: put the file back, then start again. Nothing was changed.`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('says so where the folder holds something else', async () => {
    await (await start()).stop();
    rmSync(join(folder, 'postgres', 'PG_VERSION'));
    await expect(start()).rejects.toThrow('is there but holds no PostgreSQL data');
  });

  it('keeps its socket elsewhere where the data folder’s path is too long for one', async () => {
    chmodSync(folder, 0o711);
    const postgres = await start(join(folder, 'a'.repeat(120)));
    expect(postgres.folders.socket).toMatch(/mirrorstead-[0-9a-f]{16}$/);
    expect(statSync(postgres.folders.socket).mode & 0o777).toBe(0o700);
    expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    rmSync(postgres.folders.socket, { recursive: true });
  });

  it('logs no words: of statements, of parameters, of errors, of crashes', async () => {
    const postgres = await start();
    const words = 'weeping-willow';
    await query(postgres, `create table page (id text primary key, at date); insert into page values ('${words}')`);
    for (const sql of [
      `insert into page values ('${words}')`,
      `select '${words}'::uuid`,
      `selekt '${words}'`,
      `do $$ begin raise warning '${words}'; raise '${words}'; end $$`,
    ]) {
      await expect(query(postgres, sql)).rejects.toThrow();
    }
    const client = await connect(postgres);
    await expect(client.query('select $1::date', [words])).rejects.toThrow();
    const [{ pid }] = (await client.query('select pg_backend_pid() as pid')).rows;
    const sleeping = client.query(`select pg_sleep(60), '${words}'`).catch(() => undefined);
    await eventually(async () =>
      expect(await query(postgres, `select 1 from pg_stat_activity where pid = ${pid} and state = 'active'`)).toHaveLength(1),
    );
    process.kill(pid, 'SIGKILL');
    await sleeping;
    await eventually(async () => expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]));
    expect(log()).toContain('was terminated by signal 9');
    expect(log()).not.toContain(words);
  });
});
