import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { MemberId } from '#libs/contracts/index.js';
import { type DatabaseRole, findSchemaDrift, type WorkAs } from '#libs/platform/database/index.js';
import { aDevice, aMember, anItem, expectHiddenFromOthers, type FreshDatabase, freshDatabase } from '#libs/testing/index.js';
import { vaultData } from './index.js';

jest.setTimeout(60_000);

const memberTables = ['member', 'wrap', 'collection', 'item'];
const others: DatabaseRole[] = ['gateway', 'gate', 'reflection', 'relay'];
const denied = { code: '42501' };
const bytes = (length: number) => Buffer.alloc(length, 7);
let database: FreshDatabase;
let member: MemberId;

const run = (who: WorkAs, sql: string, parameters: unknown[] = []) => database.unitOfWork.run(who, (tx) => tx.query(sql, parameters));
const putMember = (of: MemberId, who: WorkAs = { role: 'gateway', member: of }) =>
  run(who, 'select keys.put_member($1, $2, $3, $4)', [of, bytes(16), bytes(65), bytes(94)]);
const putWrap = (of: MemberId, who: WorkAs = { role: 'gateway', member: of }, keyId = bytes(16)) =>
  run(who, 'select keys.put_wrap($1, $2, $3, $4, $5)', [of, aDevice(), keyId, bytes(65), bytes(48)]);
const putItem = (of: MemberId, who: WorkAs = { role: 'reflection', member: of }, item = anItem()) =>
  run(who, 'select keys.put_item($1, $2, $3, $4)', [of, item, 'reflection', bytes(78)]);

beforeAll(async () => {
  database = await freshDatabase([vaultData]);
  member = aMember();
  await putMember(member);
  await putWrap(member);
  await putItem(member);
  await run({ role: 'vault', member }, `insert into keys.collection values ($1, 'reflection', $2)`, [member, bytes(78)]);
});
afterAll(async () => {
  await database?.close();
});

describe('schema keys', () => {
  it('is what the entities say', async () => expect(await findSchemaDrift(database.adminUrl, [vaultData])).toEqual([]));

  it('shows the vault a member’s rows, nothing of another’s, and nothing where no member is set', async () => {
    await expectHiddenFromOthers(
      database.unitOfWork,
      { role: 'vault', member },
      memberTables.map((table) => `keys.${table}`),
    );
  });

  it.each([...memberTables, 'node', 'node_key'])('lets no other role read, write, change or delete in %s', async (table) => {
    for (const role of others) {
      const who = { role, member };
      await expect(run(who, `select * from keys.${table}`)).rejects.toMatchObject(denied);
      await expect(run(who, `insert into keys.${table} default values`)).rejects.toMatchObject(denied);
      await expect(run(who, `delete from keys.${table}`)).rejects.toMatchObject(denied);
      await expect(run(who, `truncate keys.${table}`)).rejects.toMatchObject(denied);
    }
    for (const role of ['vault', ...others] satisfies DatabaseRole[]) {
      const column = { item: 'wrapped_key', collection: 'wrapped_key', node: 'root_commitment', node_key: 'sealed' }[table] ?? 'key_id';
      await expect(run({ role, member }, `update keys.${table} set ${column} = $1`, [bytes(16)])).rejects.toMatchObject(denied);
    }
  });

  it('is closed to the login role itself', async () => {
    const client = new pg.Client({ connectionString: database.nodeUrl });
    await client.connect();
    for (const table of memberTables) await expect(client.query(`select * from keys.${table}`)).rejects.toMatchObject(denied);
    await expect(client.query('select keys.put_item($1, $2, $3, $4)', [member, anItem(), 'reflection', bytes(78)])).rejects.toMatchObject(
      denied,
    );
    await client.end();
  });

  it('takes a wrapped key from the role whose work it is, and from no other', async () => {
    for (const role of ['gateway', 'gate', 'relay', 'vault'] satisfies DatabaseRole[]) {
      await expect(putItem(member, { role, member })).rejects.toMatchObject(denied);
    }
    for (const role of ['reflection', 'gate', 'relay', 'vault'] satisfies DatabaseRole[]) {
      await expect(putWrap(member, { role, member })).rejects.toMatchObject(denied);
      await expect(putMember(aMember(), { role, member })).rejects.toMatchObject(denied);
    }
  });

  it('takes it for the member that is set, and for no other', async () => {
    const other = aMember();
    await expect(putItem(other, { role: 'reflection', member })).rejects.toMatchObject(denied);
    await expect(putItem(member, { role: 'reflection' })).rejects.toMatchObject(denied);
    await expect(putMember(other, { role: 'gateway', member })).rejects.toMatchObject(denied);
    await expect(putWrap(member, { role: 'gateway', member: other })).rejects.toMatchObject(denied);
  });

  it('gives up what is wrapped to devices, and nothing else', async () => {
    const other = aMember();
    await putMember(other);
    await putWrap(other);
    const recovery = [other, 'recovery', bytes(16), bytes(65), bytes(48)];
    await run({ role: 'gateway', member: other }, 'select keys.put_wrap($1, $2, $3, $4, $5)', recovery);
    for (const table of ['member', 'collection', 'item', 'node', 'node_key']) {
      await expect(run({ role: 'vault', member: other }, `delete from keys.${table}`)).rejects.toMatchObject(denied);
    }
    await run({ role: 'vault', member: other }, 'delete from keys.wrap');
    expect(await run({ role: 'vault', member: other }, 'select recipient from keys.wrap')).toEqual([{ recipient: 'recovery' }]);
  });

  it('never replaces a key that is there', async () => {
    const item = anItem();
    await putItem(member, undefined, item);
    await expect(putItem(member, undefined, item)).rejects.toMatchObject({ code: '23505', constraint: 'item_pk' });
    await expect(putMember(member)).rejects.toMatchObject({ code: '23505', constraint: 'member_pk' });
  });

  it('takes no wrap of a key that is not the member’s', async () => {
    await expect(putWrap(member, undefined, Buffer.alloc(16, 8))).rejects.toMatchObject({
      code: '23503',
      constraint: 'wrap_of_member_key',
    });
  });

  it('pins the path of its functions and shows them to nobody who may not run them', async () => {
    const functions = await database.look<{ proname: string; proconfig: string[]; open: boolean }>(
      `select proname, proconfig, has_function_privilege('public', oid, 'execute') as open from pg_proc where pronamespace = 'keys'::regnamespace`,
    );
    expect(functions).toHaveLength(4);
    for (const { proconfig, open } of functions)
      expect({ proconfig, open }).toEqual({ proconfig: ['search_path=pg_catalog, pg_temp'], open: false });
  });
});
