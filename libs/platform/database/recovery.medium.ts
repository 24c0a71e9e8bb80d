import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { diary } from '#libs/testing/diary.js';
import { aMember, eventually, type OwnServer, startOwnServer } from '#libs/testing/index.js';
import { migrate, nodeLogin, openDataSource, type Transaction, UnitOfWork } from './index.js';

const insert = 'insert into diary.page (id, member, words) values (gen_random_uuid(), $1, $2)';

/** Real kills and restarts, on a machine that may be busy. */
jest.setTimeout(60_000);

describe('a unit of work whose PostgreSQL dies', () => {
  let server: OwnServer;
  let source: DataSource;
  let unitOfWork: UnitOfWork;
  const member = aMember();
  const unhandled: unknown[] = [];
  const noteUnhandled = (error: unknown) => void unhandled.push(error);
  const run = <T>(work: (tx: Transaction) => Promise<T>) => unitOfWork.run({ role: 'vault', member }, work);
  const works = () => run((tx) => tx.query('select 1 as one'));

  beforeAll(async () => {
    process.on('unhandledRejection', noteUnhandled);
    process.on('uncaughtException', noteUnhandled);
    server = await startOwnServer();
    await migrate(server.postgres.adminUrl, [diary], { logins: [nodeLogin(server.postgres.nodePassword)] });
    source = await openDataSource(server.postgres.nodeUrl, [diary]);
    unitOfWork = new UnitOfWork(source);
  });
  afterEach(() => {
    expect(unhandled).toEqual([]);
  });
  afterAll(async () => {
    process.off('unhandledRejection', noteUnhandled);
    process.off('uncaughtException', noteUnhandled);
    await source.destroy();
    await server.stop();
  });

  it('is told so in the midst of its work, stores nothing, and works again by itself', async () => {
    const work = async (tx: Transaction) => {
      await tx.query(insert, [member, 'half']);
      server.kill();
      await tx.query('select pg_sleep(10)');
    };
    await expect(run(work)).rejects.toMatchObject({ code: 'database_unavailable' });
    await eventually(async () => expect(await works()).toEqual([{ one: 1 }]));
    expect(await run((tx) => tx.query('select * from diary.page'))).toEqual([]);
  });

  it('is told so where it comes back to a connection that broke between two queries', async () => {
    const work = async (tx: Transaction) => {
      const [session] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await server.query(`select pg_terminate_backend(${session?.pid})`);
      await eventually(async () => expect(await server.query(`select 1 from pg_stat_activity where pid = ${session?.pid}`)).toEqual([]));
      await tx.query('select 1');
    };
    await expect(run(work)).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(await works()).toEqual([{ one: 1 }]);
  });

  it('works again after all idle connections were cut', async () => {
    await Promise.all(Array.from({ length: 10 }, works));
    await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'mirror_node'`);
    await eventually(async () => expect(await works()).toEqual([{ one: 1 }]));
  });

  it('keeps what was committed before each of five kills under load, and nothing else', async () => {
    const kept = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const before = kept.size;
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let number = 0; ; number += 1) {
          const words = `${round}.${writer}.${number}`;
          await run((tx) => tx.query(insert, [member, words]));
          kept.add(words);
        }
      });
      await eventually(async () => expect(kept.size).toBeGreaterThan(before + 40));
      server.kill();
      const ends = await Promise.allSettled(writers);
      expect(ends.map((end) => end.status === 'rejected' && end.reason.code)).toEqual(ends.map(() => 'database_unavailable'));
      await eventually(async () => expect(await works()).toEqual([{ one: 1 }]));
    }
    const rows = await run((tx) => tx.query<{ words: string }>('select words from diary.page'));
    const stored = new Set(rows.map(({ words }) => words));
    expect([...kept].filter((words) => !stored.has(words))).toEqual([]);
    // A commit whose answer was lost may have happened: at most one per writer and kill.
    expect(stored.size - kept.size).toBeLessThanOrEqual(40);
  });

  it('names a full disk', async () => {
    const full = run((tx) => tx.query(`do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`));
    await expect(full).rejects.toMatchObject({ code: 'disk_full' });
  });

  it('fails as a whole where its role was taken from it', async () => {
    await server.query('revoke mirror_vault from mirror_node');
    const attempt = run((tx) => tx.query(insert, [member, 'without rights']));
    await expect(attempt).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('role') });
    await server.query('grant mirror_vault to mirror_node with inherit false, set true');
    expect(await works()).toEqual([{ one: 1 }]);
  });
});
