import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Invitation, type MemberId, type NodeId, parseInvitationLink } from '#libs/contracts/index.js';
import { newId, toBase64url } from '#libs/crypto/index.js';
import { type AccessApp, ORIGIN, startAccess } from '#libs/testing/access/access-app.js';
import { PlayedDevice } from '#libs/testing/access/played-device.js';
import { Invitations } from './invitations.service.js';

let app: AccessApp;
beforeAll(async () => {
  app = await startAccess();
});
afterAll(async () => {
  expect(app.internals).toEqual([]);
  await app.close();
});

const claim = async (): Promise<string> => (await app.get(Invitations).ensureOwnerInvitation())?.link ?? 'none';
const count = async (table: string): Promise<unknown> => (await app.database.look(`select count(*)::int as n from ${table}`))[0]?.n;

describe('before there is an owner', () => {
  it('the node says that it is unclaimed', async () => {
    const { body, headers } = await (await PlayedDevice.make(app)).ask('node');
    expect(body).toMatchObject({ node: app.others.node, origin: ORIGIN, claimed: false });
    expect(headers['dpop-nonce']).toEqual(expect.any(String));
  });

  it('a claim link carries secret and identity in its fragment, and the node keeps only a hash', async () => {
    const link = await claim();
    const { origin, invitation, identity } = parseInvitationLink(link);
    expect(new URL(link).pathname + new URL(link).search).toBe('/join');
    expect({ origin, identity }).toEqual({ origin: ORIGIN, identity: (await app.others.identity()).publicKey });
    const kept = JSON.stringify(await app.database.look(`select i::text from access.invitation i`));
    expect(kept).not.toContain(Buffer.from(invitation, 'base64url').toString('hex'));
  });

  it('a new start takes the place of the link of the one before', async () => {
    const [older, newer] = [await claim(), await claim()];
    const device = await PlayedDevice.make(app);
    expect(await device.enrol(older)).toMatchObject({ status: 404, code: 'not_found' });
    const look = await device.ask('invitation', { body: { invitation: parseInvitationLink(newer).invitation } });
    expect(look.body).toEqual({ role: 'owner', expires: expect.any(String) });
  });

  it.each<[string, (device: PlayedDevice, link: string) => Promise<object>, string]>([
    ['an entry of another node', async (device) => ({ first: (await device.newMember(newId<NodeId>())).first }), 'chain_invalid'],
    ['a member id that the entry does not name', async () => ({ member: newId<MemberId>() }), 'chain_invalid'],
    ['the entry of another device', async () => ({ ...(await memberOf(await PlayedDevice.make(app))) }), 'proof_invalid'],
    [
      'wraps that are not for the device',
      async (_, link) => ({ wraps: (await (await PlayedDevice.make(app)).enrolRequest(link)).wraps }),
      'invalid_request',
    ],
    [
      'a signature that was changed',
      async (device, link) => ({ first: changed((await device.enrolRequest(link)).first) }),
      'chain_invalid',
    ],
    ['an unknown field', async () => ({ extra: 1 }), 'invalid_request'],
    ['a name that rewrites the line it stands in', async () => ({ name: 'Robin\u202e' }), 'invalid_request'],
  ])('%s is refused, and the link can still be used', async (_, change, code) => {
    const link = await claim();
    const device = await PlayedDevice.make(app);
    expect(await device.enrol(link, 'Robin', await change(device, link))).toMatchObject({ code });
    const look = await device.ask('invitation', { body: { invitation: parseInvitationLink(link).invitation } });
    expect([look.status, await count('access.member'), await count('keys.member')]).toEqual([200, 0, 0]);
  });

  it('an expired link is refused as such', async () => {
    const link = await claim();
    await app.database.look(`update access.invitation set expires_at = now() - interval '1 second' where used_at is null`);
    expect(await (await PlayedDevice.make(app)).enrol(link)).toMatchObject({ status: 410, code: 'claim_expired' });
  });

  it('of two that claim at once one becomes the owner, the other is told that the link was used', async () => {
    const link = await claim();
    const both = await Promise.all([PlayedDevice.make(app), PlayedDevice.make(app)]);
    for (const device of both) await device.ask('node');
    const answers = await Promise.all(both.map((device) => device.enrol(link)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect(answers.find(({ status }) => status === 410)?.code).toBe('claim_used');
    expect(answers.find(({ status }) => status === 200)?.body.me).toMatchObject({ name: 'Robin', role: 'owner' });
    expect([await count('access.member'), await count('access.device'), await count('keys.wrap')]).toEqual([1, 1, 2]);
  });
});

describe('once there is an owner', () => {
  it('no start offers a claim link any more', async () => {
    expect(await claim()).toBe('none');
    expect((await (await PlayedDevice.make(app)).ask('node')).body.claimed).toBe(true);
  });

  it('a claim link that was still open is closed, and even the database takes no second owner', async () => {
    const secret = 'A'.repeat(43);
    const hash = `decode('${Buffer.from((await import('./secrets.js')).hashInvitation(secret)).toString('hex')}', 'hex')`;
    await app.database.look(
      `insert into access.invitation (id, secret_hash, role, expires_at) values (gen_random_uuid(), ${hash}, 'owner', now() + interval '1 minute')`,
    );
    const link = `${ORIGIN}/join#${secret}.${'A'.repeat(43)}`;
    const device = await PlayedDevice.make(app);
    expect(await device.ask('invitation', { body: { invitation: secret } })).toMatchObject({ status: 409, code: 'claim_closed' });
    expect(await device.enrol(link)).toMatchObject({ status: 409, code: 'claim_closed' });
    expect(await count('access.member')).toBe(1);
  });
});

describe('the owner’s invitations', () => {
  let owner: PlayedDevice;
  let ownerApp: AccessApp;
  beforeAll(async () => {
    ownerApp = await startAccess();
    owner = await PlayedDevice.enrolled(ownerApp, (await ownerApp.get(Invitations).ensureOwnerInvitation())?.link ?? '');
  });
  afterAll(() => ownerApp.close());

  const invite = async (name: string): Promise<string> => (await owner.ask<Invitation>('invite', { body: { name } })).body.link;

  it('let a further person in, once, and show who is here', async () => {
    const link = await invite('Sam');
    expect((await owner.ask('people')).body).toMatchObject({
      people: [
        { name: 'Robin', role: 'owner', state: 'active', devices: 1 },
        { name: 'Sam', role: 'member', state: 'invited', devices: 0, expires: expect.any(String) },
      ],
    });
    const sam = await PlayedDevice.enrolled(ownerApp, link, 'Sam');
    expect((await sam.ask('me')).body).toEqual({ member: sam.member, name: 'Sam', role: 'member', device: sam.device?.device });
    expect(await (await PlayedDevice.make(ownerApp)).enrol(link)).toMatchObject({ status: 410, code: 'claim_used' });
    expect((await owner.ask<{ people: unknown[] }>('people')).body.people).toHaveLength(2);
  });

  it('are the owner’s alone', async () => {
    const sam = await PlayedDevice.enrolled(ownerApp, await invite('Kim'), 'Kim');
    expect(await sam.ask('people')).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await sam.ask('invite', { body: { name: 'Lee' } })).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('make nobody a member under an id, a device id or a key that is somebody else’s', async () => {
    const device = await PlayedDevice.make(ownerApp);
    const request = await device.enrolRequest(await invite('Lee'));
    expect((await device.ask('enrol', { body: request })).status).toBe(200);
    const again = { ...request, invitation: parseInvitationLink(await invite('Ann')).invitation };
    expect(await device.ask('enrol', { body: again })).toMatchObject({ status: 400, code: 'invalid_request' });
    const other = { ...(await device.enrolRequest(await invite('Ann'))) };
    expect(await device.ask('enrol', { body: other })).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(ownerApp.internals).toEqual([]);
  });

  it('that nobody made open nothing', async () => {
    const device = await PlayedDevice.make(ownerApp);
    const invitation = toBase64url(new Uint8Array(32));
    expect(await device.ask('invitation', { body: { invitation } })).toMatchObject({ status: 404, code: 'not_found' });
  });
});

const memberOf = async (device: PlayedDevice) => {
  const { member, first, pair, wraps } = await device.newMember(app.others.node);
  return { member, first, pair, wraps };
};
const changed = <T extends { signature: string }>(entry: T): T => ({
  ...entry,
  signature: `${entry.signature[0] === 'A' ? 'B' : 'A'}${entry.signature.slice(1)}`,
});
