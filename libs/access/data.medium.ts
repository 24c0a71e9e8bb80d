import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Invitation } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { findSchemaDrift } from '#libs/platform/database/index.js';
import { type AccessApp, startAccess } from '#libs/testing/access/access-app.js';
import { PlayedDevice } from '#libs/testing/access/played-device.js';
import { expectHiddenFromOthers } from '#libs/testing/index.js';
import { accessData } from './data.js';
import { Invitations } from './invitations.service.js';

let app: AccessApp;
let owner: PlayedDevice;
beforeAll(async () => {
  app = await startAccess();
  owner = await PlayedDevice.enrolled(app, (await app.get(Invitations).ensureOwnerInvitation())?.link ?? '');
  await owner.ask<Invitation>('invite', { body: { name: 'Sam' } });
  const laptop = await PlayedDevice.make(app);
  const { code } = (await laptop.ask('openLink', { body: { device: await laptop.describe() } })).body;
  await owner.ask('lookLink', { body: { code } });
});
afterAll(() => app.close());

describe('the schema access', () => {
  it('shows a member’s rows to that member alone, in every table that has any', async () => {
    const tables = ['member', 'device', 'chain_entry', 'invitation', 'link_request', 'refresh_token', 'access_token'];
    const who = { role: 'gateway', member: owner.member as NonNullable<typeof owner.member> } as const;
    await expectHiddenFromOthers(
      app.database.unitOfWork,
      who,
      tables.map((table) => `access.${table}`),
    );
  });

  it.each(['nonce', 'seen_proof', 'rate_window'])('opens %s to nobody, whoever asks', async (table) => {
    const member = owner.member as NonNullable<typeof owner.member>;
    for (const who of [{ role: 'gateway' }, { role: 'gateway', member }] as const) {
      await expect(app.database.unitOfWork.run(who, (tx) => tx.query(`select from access.${table}`))).rejects.toMatchObject({
        code: '42501',
      });
    }
  });

  it('forces row security on each of its tables, those to come included', async () => {
    const open = `select relname from pg_class where relnamespace = 'access'::regnamespace and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)`;
    expect(await app.database.look(open)).toEqual([]);
  });

  it('opens nothing to the other roles', async () => {
    for (const role of ['gate', 'vault', 'reflection', 'relay'] as const) {
      await expect(app.database.unitOfWork.run({ role }, (tx) => tx.query('select from access.member'))).rejects.toMatchObject({
        code: '42501',
      });
      await expect(app.database.unitOfWork.run({ role }, (tx) => tx.query('select access.owner_exists()'))).rejects.toMatchObject({
        code: '42501',
      });
    }
  });

  it('lets its functions be found by nobody’s search path but their own', async () => {
    const loose = `select proname from pg_proc where pronamespace = 'access'::regnamespace and prosecdef and not exists (
      select from unnest(proconfig) setting where setting like 'search_path=%')`;
    expect(await app.database.look(loose)).toEqual([]);
  });

  it('shows a device that asks to no member who did not type its code', async () => {
    const laptop = await PlayedDevice.make(app);
    await laptop.ask('openLink', { body: { device: await laptop.describe() } });
    const member = owner.member as NonNullable<typeof owner.member>;
    const [row] = await app.database.unitOfWork.run({ role: 'gateway', member }, (tx) =>
      tx.query<{ n: number }>('select count(*)::int as n from access.link_request'),
    );
    expect(row?.n).toBe(1);
  });

  it('keeps a removed device removed, and lets nobody but an owner invite', async () => {
    const member = owner.member as NonNullable<typeof owner.member>;
    const undone = new Error('taken back');
    const trying = app.database.unitOfWork.run({ role: 'gateway', member }, async (tx) => {
      const set = (to: string) => tx.query(`update access.device set removed_at = ${to} returning id`);
      expect([(await set('now()')).length, (await set('null')).length]).toEqual([1, 0]);
      throw undone;
    });
    await expect(trying).rejects.toBe(undone);
    const invite = (by: string, role: string) =>
      app.database.unitOfWork.run({ role: 'gateway', member: by as typeof member }, (tx) =>
        tx.query(
          `insert into access.invitation (id, secret_hash, role, invited_by, expires_at) values (uuidv7(), sha256(uuidv7()::text::bytea), $1, $2, now())`,
          [role, by],
        ),
      );
    await expect(invite(newId(), 'member')).rejects.toMatchObject({ code: '42501' });
    await expect(invite(member, 'owner')).rejects.toMatchObject({ code: '42501' });
  });

  it('lists people for the owner alone, at the database too', async () => {
    const people = (member?: typeof owner.member) =>
      app.database.unitOfWork.run({ role: 'gateway', ...(member ? { member } : {}) }, (tx) => tx.query('select * from access.people()'));
    expect([(await people(owner.member)).length, (await people()).length]).toEqual([2, 0]);
  });

  it('is what its entities say', async () => {
    expect(await findSchemaDrift(app.database.adminUrl, [accessData])).toEqual([]);
  });
});
