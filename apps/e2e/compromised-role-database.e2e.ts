import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeviceId, type MemberId, Role, type SessionId, type TurnId } from '#libs/contracts/index.js';
import { newId, randomBytes } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/index.js';
import { asAdministrator } from './database.js';
import { Person, the } from './person.js';
import { DatabaseIntruder } from './split/database-intruder.js';
import { ForgedDevice } from './split/forged-device.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';

const words = 'The letter lies in the drawer, and I have not sent it.';
const denied = { code: '42501' };
const bytes = (length: number) => Buffer.from(randomBytes(length));

/** SECURITY.md, "What was taken over": the logins of the database, each beyond what its role's code does with it. */
onlySplit('whoever has a role’s login of the database', () => {
  let node: SplitNode;
  let owner: Person;
  let sam: Person;
  let member: MemberId;
  let ownerId: MemberId;
  const session = newId<SessionId>();

  beforeAll(async () => {
    node = await SplitNode.start();
    owner = await Person.owner(node);
    sam = await Person.join((await owner.client.invite('Sam')).link, 'Sam');
    [ownerId, member] = [(await owner.client.me()).member, (await sam.client.me()).member];
    expect(the(await sam.reflect(words, { session }), 'settled').outcome).toBe('answered');
  }, 90_000);
  afterAll(() => node.remove());

  const withIntruder = (role: Role) => {
    const held = { intruder: undefined as unknown as DatabaseIntruder };
    beforeAll(async () => {
      held.intruder = await DatabaseIntruder.enter(node, role);
    });
    afterAll(() => held.intruder.leave());
    return held;
  };

  const afterwards = (sql: string, parameters: unknown[]) => asAdministrator(node, (client) => client.query(sql, parameters));

  describe.each(Role.options)('of %s', (role) => {
    const held = withIntruder(role);
    const own: Record<Role, string | undefined> = { gateway: 'access', gate: undefined, vault: 'keys', reflection: 'reflection' };

    it('opens no other role’s tables, and with none of a member’s words in its own', async () => {
      const tables = ['access.member', 'access.device', 'keys.wrap', 'keys.item', 'keys.node_key', 'reflection.turn', 'reflection.session'];
      for (const table of tables) {
        const read = held.intruder.as(member, `select * from ${table}`);
        if (table.startsWith(`${own[role]}.`)) {
          const found = (await read)
            .flatMap((row) => Object.values(row))
            .map((value) => (Buffer.isBuffer(value) ? value.toString() : value));
          expect(JSON.stringify(found)).not.toContain(words.slice(4, 20));
        } else await expect(read).rejects.toMatchObject(denied);
      }
    });

    it('sees nothing of whom it can’t name', async () => {
      const tables = { gateway: 'access.device', vault: 'keys.wrap', reflection: 'reflection.turn', gate: undefined }[role];
      if (tables) expect(await held.intruder.as(undefined, `select * from ${tables}`)).toEqual([]);
    });

    it('has a device’s wrap removed by an event that it makes up, and is seen to', async () => {
      const further = await sam.furtherDevice();
      const { device } = await further.client.me();
      await held.intruder.as(undefined, `select bus.publish('device-removed', $1, '{vault.unwrap}')`, [JSON.stringify({ member, device })]);
      await eventually(async () => expect(await codeOf(further.client.unlock())).toBe('not_found'));
      await sam.client.removeDevice(device);
      further.client.close();
      await sam.client.unlock();
    });

    it('finds ids alone in what waits for delivery', async () => {
      await sam.client.unlock();
      for (const { payload } of await held.intruder.asRelay<{ payload: object }>('select payload from bus.outbox')) {
        for (const value of Object.values(payload)) expect(value).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      }
    });
  });

  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );

  describe('of gateway', () => {
    const held = withIntruder('gateway');

    it('reads who a member is, with which devices, and who is there of an owner’s', async () => {
      const { intruder } = held;
      expect(await intruder.as(member, 'select name, role from access.member')).toEqual([{ name: 'Sam', role: 'member' }]);
      expect(await intruder.as(member, 'select name from access.device where removed_at is null')).toEqual([{ name: 'a device' }]);
      expect(await intruder.as(member, 'select * from access.people()')).toEqual([]);
      expect((await intruder.as(ownerId, 'select name from access.people()')).map(({ name }) => name).sort()).toEqual(['Owner', 'Sam']);
    });

    it('signs a device out, and can’t bring it back', async () => {
      const further = await sam.furtherDevice();
      const { device } = await further.client.me();
      expect(await held.intruder.changed(member, 'update access.device set removed_at = now() where id = $1', [device])).toBe(1);
      await eventually(async () => expect(await codeOf(further.client.me())).toBe('device_revoked'));
      expect(await held.intruder.changed(member, 'update access.device set removed_at = null where id = $1', [device])).toBe(0);
      further.client.close();
    });

    it('changes no name and no key of what is there, nor when it came', async () => {
      for (const change of [
        `access.member set name = 'x'`,
        `access.device set name = 'x'`,
        `access.device set signing = 'x'`,
        `access.device set added_at = now()`,
        `access.chain_entry set signature = 'x'`,
        `access.invitation set expires_at = now()`,
        `access.link_request set member = '${ownerId}'`,
        `access.refresh_token set expires_at = now()`,
      ]) {
        await expect({ change, code: await codeOf(held.intruder.as(member, `update ${change}`)) }).toEqual({ change, ...denied });
      }
      for (const table of ['member', 'device', 'chain_entry', 'invitation']) {
        await expect(held.intruder.as(member, `delete from access.${table}`)).rejects.toMatchObject(denied);
      }
    });

    it('forges a device that reads what an open vault shows the gateway, opens none, and that the member’s own refuse', async () => {
      const forged = await ForgedDevice.of(member, held.intruder, node.origin);
      await sam.client.unlock();
      expect((await forged.ask('session', { session })).text).toContain(words);
      expect(await forged.ask('unlockChallenge')).toMatchObject({ status: 404 });
      await expect(sam.client.devices()).rejects.toMatchObject({ code: 'chain_invalid' });
      await sam.client.lock();
      expect((await forged.ask('session', { session })).text).not.toContain(words.slice(4, 20));
      await afterwards(`delete from access.access_token using access.device where device.id = device and name = 'not theirs'`, []);
      await afterwards(`delete from access.device where name = 'not theirs'`, []);
      await sam.client.unlock();
      await expect(sam.client.devices()).resolves.toBeDefined();
    });

    it('writes into a list of devices what no device takes', async () => {
      const entry = `insert into access.chain_entry select member, ordinal + 1, body, signature from access.chain_entry
        order by ordinal desc limit 1 returning ordinal`;
      const [written] = await held.intruder.as<{ ordinal: number }>(member, entry);
      await expect(sam.client.devices()).rejects.toMatchObject({ code: 'chain_invalid' });
      await afterwards('delete from access.chain_entry where member = $1 and ordinal = $2', [member, written?.ordinal]);
    });

    it('makes no second owner and no link for one; a plain member stands in the owner’s list', async () => {
      const { intruder } = held;
      const [second, plain] = [newId<MemberId>(), newId<MemberId>()];
      const join = (id: MemberId, role: string) =>
        intruder.as(id, `insert into access.member (id, name, role) values ($1, 'Nobody', $2)`, [id, role]);
      await expect(join(second, 'owner')).rejects.toMatchObject({ constraint: 'member_one_owner' });
      await join(plain, 'member');
      const invite = (by: MemberId, role: string) =>
        intruder.as(
          by,
          `insert into access.invitation (id, secret_hash, role, name, invited_by, expires_at) values ($1, $2, $3, 'Nobody too', $4, now() + interval '1 hour')`,
          [newId(), bytes(32), role, by],
        );
      await expect(invite(member, 'member')).rejects.toMatchObject(denied);
      await expect(invite(ownerId, 'owner')).rejects.toMatchObject(denied);
      await invite(ownerId, 'member');
      const people = await owner.client.people();
      expect(people.map(({ name, state }) => `${name} ${state}`)).toEqual(expect.arrayContaining(['Nobody active', 'Nobody too invited']));
    });

    it('replaces no key, and wraps none that it does not know', async () => {
      const put = held.intruder.as(member, 'select keys.put_member($1, $2, $3, $4)', [member, bytes(16), bytes(65), bytes(94)]);
      await expect(put).rejects.toMatchObject({ constraint: 'member_pk' });
      const wrap = [member, newId<DeviceId>(), bytes(16), bytes(65), bytes(48)];
      await expect(held.intruder.as(member, 'select keys.put_wrap($1, $2, $3, $4, $5)', wrap)).rejects.toMatchObject({
        constraint: 'wrap_of_member_key',
      });
    });
  });

  describe('of reflection', () => {
    const held = withIntruder('reflection');

    it('changes neither the words of a turn nor an answer, and takes none away', async () => {
      const { intruder } = held;
      for (const change of [`turn set words = 'x'`, 'turn set words_item = id', 'turn set ordinal = 9', 'session set member = id']) {
        await expect(intruder.as(member, `update reflection.${change}`)).rejects.toMatchObject(denied);
      }
      expect(await intruder.changed(member, `update reflection.turn set state = 'interrupted', reply_envelope = null`)).toBe(0);
      for (const table of ['turn', 'session']) {
        await expect(intruder.as(member, `delete from reflection.${table}`)).rejects.toMatchObject(denied);
      }
      await expect(sam.client.session(session)).resolves.toMatchObject({ turns: [{ words }] });
    });

    const forge = (envelope: string, item: string) =>
      held.intruder.as<{ id: TurnId; session: SessionId }>(
        member,
        `with opened as (insert into reflection.session (id, member, started_at, last_at) values ($1, $2, now(), now()) returning id)
         insert into reflection.turn (id, member, session, ordinal, at, state, idempotency_key, mac, words_item, words, reply)
         select $3, $2, opened.id, 1, now(), 'interrupted', $4, mac, ${item}, ${envelope}, $5 from reflection.turn, opened
           where session = $6 returning id, session`,
        [newId(), member, newId(), String(newId()), newId(), session],
      );

    it('makes up no words: what it writes does not open', async () => {
      const [made] = await forge('words', 'reply_item');
      expect(await codeOf(sam.client.session(made?.session as SessionId))).toBe('sealed_damaged');
    });

    it('has a member’s own words stand for no other turn', async () => {
      const [made] = await forge('words', 'words_item');
      expect(await codeOf(sam.client.session(made?.session as SessionId))).toBe('stamp_invalid');
    });
  });

  describe('of vault', () => {
    const held = withIntruder('vault');

    it('takes away what is wrapped to devices, and neither the recovery pair’s nor any key below it', async () => {
      for (const table of ['member', 'collection', 'item', 'node', 'node_key']) {
        await expect(held.intruder.as(member, `delete from keys.${table}`)).rejects.toMatchObject(denied);
      }
      const kept = (await held.intruder.as<{ recipient: string }>(ownerId, 'select recipient from keys.wrap')).length;
      expect(await held.intruder.changed(ownerId, 'delete from keys.wrap')).toBe(kept - 1);
      expect(await held.intruder.as(ownerId, 'select recipient from keys.wrap')).toEqual([{ recipient: 'recovery' }]);
      await eventually(async () => expect(await codeOf(owner.client.unlock())).toBe('not_found'));
    });
  });

  it('has brought none of the processes down', async () => {
    expect(node.running).toBe(true);
    expect(the(await sam.reflect(words), 'settled').outcome).toBe('answered');
  });
});
