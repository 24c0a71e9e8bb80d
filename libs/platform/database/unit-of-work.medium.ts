import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { newId } from '#libs/crypto/index.js';
import { diary, Page } from '#libs/testing/diary.js';
import { aMember, expectHiddenFromOthers, type FreshDatabase, freshDatabase } from '#libs/testing/index.js';
import type { Transaction } from './index.js';

const insert = 'insert into diary.page (id, member, words) values (gen_random_uuid(), $1, $2) returning id';

describe('a unit of work', () => {
  let database: FreshDatabase;
  let member = aMember();
  const run = <T>(work: (tx: Transaction) => Promise<T>) => database.unitOfWork.run({ role: 'vault', member }, work);
  const stored = async () =>
    (await database.look<Page>('select words from diary.page where member = $1', [member])).map(({ words }) => words);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await freshDatabase([diary]);
  });
  beforeEach(() => {
    member = aMember();
  });
  afterAll(() => database.close());

  it('stores what its work wrote, and gives what it returned', async () => {
    const [row] = await run((tx) => tx.query<{ id: string }>(insert, [member, 'stored']));
    expect(row?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await stored()).toEqual(['stored']);
  });

  it('stores nothing where its work throws, and throws the same', async () => {
    const mistake = new RangeError('a mistake');
    const work = async (tx: Transaction) => {
      await tx.query(insert, [member, 'lost']);
      throw mistake;
    };
    await expect(run(work)).rejects.toBe(mistake);
    expect(await stored()).toEqual([]);
  });

  it('gives rows of every statement, and errors of statements as they are', async () => {
    await run((tx) => tx.query(insert, [member, 'before']));
    expect(await run((tx) => tx.query('update diary.page set words = $1 returning words', ['after']))).toEqual([{ words: 'after' }]);
    await expect(run((tx) => tx.query(insert, [member, 'after']))).rejects.toMatchObject({ code: '23505' });
  });

  it('stores one statement in one round trip, or throws its error and stores nothing', async () => {
    const alone = (words: string | null) => database.unitOfWork.query<{ id: string }>({ role: 'vault', member }, insert, [member, words]);
    const [row] = await alone('alone');
    expect(row?.id).toMatch(/^[0-9a-f-]{36}$/);
    await expect(alone(null)).rejects.toMatchObject({ code: '23502' });
    await expect(database.unitOfWork.query({ role: 'gate', member }, insert, [member, 'not mine'])).rejects.toMatchObject({
      code: '42501',
    });
    expect(await stored()).toEqual(['alone']);
    expect(await run((tx) => tx.query('select words from diary.page'))).toEqual([{ words: 'alone' }]);
  });

  it('takes entities into the same transaction', async () => {
    const work = async ({ manager, query }: Transaction) => {
      await manager.insert(Page, { id: newId(), member, words: 'an entity' });
      await manager.save(manager.create(Page, { id: newId(), member, words: 'another' }));
      expect(await query('select count(*)::int from diary.page')).toEqual([{ count: 2 }]);
      expect(await manager.countBy(Page, { words: 'an entity' })).toBe(1);
      throw new RangeError('and back');
    };
    await expect(run(work)).rejects.toThrow('and back');
    expect(await stored()).toEqual([]);
  });

  it('never says stored where a statement failed and its error was swallowed', async () => {
    const effects: string[] = [];
    const work = async (tx: Transaction) => {
      tx.afterCommit(() => effects.push('told'));
      await tx.query(insert, [member, 'lost']);
      await tx.query('select 1/0').catch(() => undefined);
    };
    await expect(run(work)).rejects.toThrow('rolled back');
    expect([await stored(), effects]).toEqual([[], []]);
  });

  it('runs what waits for the commit after it, and fails no caller with it', async () => {
    const seen: string[][] = [];
    const later = new Promise<void>((done) => {
      void run(async (tx) => {
        tx.afterCommit(() => {
          throw new Error('an effect');
        });
        tx.afterCommit(() => void stored().then((words) => done(void seen.push(words))));
        await tx.query(insert, [member, 'kept']);
      });
    });
    await later;
    expect(seen).toEqual([['kept']]);
  });

  it('has the rights of its role only', async () => {
    const asGateway = database.unitOfWork.run({ role: 'gateway', member }, (tx) => tx.query('select * from diary.page'));
    await expect(asGateway).rejects.toMatchObject({ code: '42501' });
    await expect(run((tx) => tx.query('drop table diary.page'))).rejects.toMatchObject({ code: '42501' });
    await expect(run((tx) => tx.query('delete from diary.page'))).rejects.toMatchObject({ code: '42501' });
  });

  it('writes no row of another member', async () => {
    await expect(run((tx) => tx.query(insert, [aMember(), 'slipped in']))).rejects.toMatchObject({ code: '42501' });
  });

  it('hides rows from other members and from nobody in particular', async () => {
    await run((tx) => tx.query(insert, [member, 'mine']));
    await expectHiddenFromOthers(database.unitOfWork, { role: 'vault', member }, ['diary.page']);
  });

  it('leaves neither role nor member behind on its connection', async () => {
    await run((tx) => tx.query('select 1'));
    const [session] = await database.dataSource.query(`select current_user as role, current_setting('app.member', true) as member`);
    expect(session.role).toBe('mirror_node');
    expect(session.member || '').toBe('');
    await expect(database.dataSource.query('select * from diary.page')).rejects.toMatchObject({ code: '42501' });
  });

  it('keeps members apart when a hundred run at once', async () => {
    const members = Array.from({ length: 100 }, () => aMember());
    const seen = await Promise.all(
      members.map((each) =>
        database.unitOfWork.run({ role: 'vault', member: each }, async (tx) => {
          await tx.query(insert, [each, each]);
          return tx.query<{ words: string }>('select words from diary.page');
        }),
      ),
    );
    expect(seen).toEqual(members.map((each) => [{ words: each }]));
  });

  it('is closed to a query that comes after its end', async () => {
    let leaked: Transaction | undefined;
    await run(async (tx) => {
      leaked = tx;
    });
    await expect(leaked?.query(insert, [member, 'too late'])).rejects.toThrow('released');
    expect(await stored()).toEqual([]);
  });

  it('recovers by itself when a table changed under its prepared statements', async () => {
    const own = await freshDatabase([diary]);
    const look = () =>
      own.unitOfWork.run({ role: 'vault', member }, (tx) => tx.query('select * from diary.page where member = $1', [member]));
    await look();
    await own.look('alter table diary.page add column mood text');
    await expect(look()).rejects.toMatchObject({ code: '0A000' });
    expect(await look()).toEqual([]);
    await own.close();
  });
});
