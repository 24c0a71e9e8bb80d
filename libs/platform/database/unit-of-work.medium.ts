import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { diary } from '#libs/testing/diary.js';
import { aMember, expectHiddenFromOthers, type FreshDatabase, freshDatabase } from '#libs/testing/index.js';

describe('a unit of work', () => {
  let database: FreshDatabase;
  const member = aMember();
  const vault = { role: 'vault', member } as const;

  beforeAll(async () => {
    database = await freshDatabase([diary]);
  });
  afterAll(() => database.close());

  it('stores what its work wrote', async () => {
    await database.unitOfWork.run(vault, ({ query }) => query('insert into diary.page (member, words) values ($1, $2)', [member, 'one']));
    expect(await database.look('select words from diary.page')).toEqual([{ words: 'one' }]);
  });
  it('hides', async () => {
    await expectHiddenFromOthers(database.unitOfWork, vault, ['diary.page']);
  });
});
