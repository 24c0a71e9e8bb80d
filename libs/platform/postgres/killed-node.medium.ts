import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { askOnce, dataFolderPerTest, eventually } from '#libs/testing/index.js';
import { isAlive, isServerOf } from './process-table.js';

/** Real kills and restarts, on a machine that may be busy. */
jest.setTimeout(60_000);

const writeInChild = `
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  await client.connect();
  await client.query('create table kept (id int)');
  await client.query('insert into kept values (1)');`;

describe('a data folder that another node has, or had', () => {
  const folder = dataFolderPerTest();

  it('refuses a second node on the folder, naming the first', async () => {
    const first = folder.startChild();
    expect(await first.said).toBe('running');
    await expect(folder.start()).rejects.toThrow(
      `Another node (process ${first.process.pid}) runs on ${folder.path}: stop it first, or choose another data folder.`,
    );
    expect(isAlive(folder.serverPid())).toBe(true);
  });

  it('starts for one of two nodes that come at the same time to a new folder', async () => {
    folder.empty();
    const said = await Promise.all([folder.startChild().said, folder.startChild().said]);
    expect(said.sort()).toEqual([expect.stringMatching(/^Another node \(process (\d+|unknown)\) runs on/), 'running']);
  });

  it('stops what a killed node left running, cleanly, then starts its own', async () => {
    const killed = folder.startChild(writeInChild);
    expect(await killed.said).toBe('running');
    const orphan = folder.serverPid();
    await killed.kill();
    expect(isAlive(orphan)).toBe(true);
    const postgres = await folder.start();
    expect([await isServerOf(orphan, folder.inside('postgres')), postgres.pid === orphan]).toEqual([false, false]);
    expect(folder.log()).toContain('database system was shut down');
    expect(await askOnce(postgres, 'select id from kept')).toEqual([{ id: 1 }]);
  });

  it('recovers what was committed when node and server were killed together', async () => {
    const killed = folder.startChild(writeInChild);
    expect(await killed.said).toBe('running');
    const orphan = folder.serverPid();
    process.kill(orphan, 'SIGKILL');
    await killed.kill();
    expect(await askOnce(await folder.start(), 'select id from kept')).toEqual([{ id: 1 }]);
    expect(folder.log()).toContain('automatic recovery in progress');
  });

  it('starts anew where the first start was killed half-way', async () => {
    folder.empty();
    const killed = folder.startChild();
    const unfinished = () => readdirSync(folder.path).filter((name) => name.startsWith('postgres.new-'));
    await eventually(async () => expect(unfinished().some((name) => existsSync(folder.inside(name, 'base')))).toBe(true));
    await killed.kill();
    expect(existsSync(folder.inside('postgres'))).toBe(false);
    expect(await askOnce(await folder.start(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('takes no other process for an orphan, and ends none', async () => {
    const account = statSync(folder.inside('postgres'));
    const bystander = spawn('sleep', ['60'], { uid: account.uid, gid: account.gid });
    const file = [bystander.pid, folder.inside('postgres'), '1790000000', '5432', folder.inside('run'), '', ' 1 2', 'ready   ', ''];
    writeFileSync(folder.inside('postgres', 'postmaster.pid'), file.join('\n'));
    writeFileSync(folder.inside('run', '.s.PGSQL.5432.lock'), file.join('\n'));
    await folder.start();
    expect(isAlive(bystander.pid ?? 0)).toBe(true);
    bystander.kill();
  });
});
