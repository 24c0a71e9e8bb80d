import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DevicePublic, Invitation, LinkOpened, LinkView, MemberWrap } from '#libs/contracts/index.js';
import { concatBytes, fingerprint, fromBase64url, unwrapMemberKey } from '#libs/crypto/index.js';
import { type AccessApp, startAccess } from '#libs/testing/access/access-app.js';
import { PlayedDevice } from '#libs/testing/access/played-device.js';
import { Invitations } from './invitations.service.js';

let app: AccessApp;
let owner: PlayedDevice;
let sam: PlayedDevice;
beforeAll(async () => {
  app = await startAccess();
  owner = await PlayedDevice.enrolled(app, (await app.get(Invitations).ensureOwnerInvitation())?.link ?? '');
  const { link } = (await owner.ask<Invitation>('invite', { body: { name: 'Sam' } })).body;
  sam = await PlayedDevice.enrolled(app, link, 'Sam');
});
afterAll(async () => {
  expect(app.internals).toEqual([]);
  await app.close();
});

let laptop: PlayedDevice;
let device: DevicePublic;
let opened: LinkOpened;
/** A new device that asks. The limits are for people, not for how fast a spec asks. */
beforeEach(async () => {
  await app.database.look('truncate access.rate_window');
  laptop = await PlayedDevice.make(app);
  device = await laptop.describe();
  opened = (await laptop.ask<LinkOpened>('openLink', { body: { device } })).body;
});

const look = (by: PlayedDevice, code = opened.code) => by.ask<LinkView>('lookLink', { body: { code } });
const state = (by = laptop) => by.ask<Record<string, unknown> & { wrap: MemberWrap }>('linkState', { params: { link: opened.link } });
const approve = async (by: PlayedDevice, change: object = {}) =>
  by.ask('answerLink', { body: { ...(await by.approval(opened.link, device)), ...change } });
const expire = () => app.database.look(`update access.link_request set expires_at = now() where id = $1`, [opened.link]);

describe('a further device', () => {
  it('asks, is looked up by its code, approved, and gets the member key', async () => {
    expect(opened.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect((await state()).body).toEqual({ state: 'pending', expires: opened.expires });
    const { body } = await look(owner, opened.code.toLowerCase().replace('-', ' '));
    expect(body).toEqual({
      link: opened.link,
      device,
      fingerprint: fingerprint(concatBytes(fromBase64url(device.wrapping), fromBase64url(device.signing))),
      expires: opened.expires,
    });
    expect((await approve(owner)).body).toEqual({ done: true });
    const approved = (await state()).body;
    expect(approved).toMatchObject({
      state: 'approved',
      me: { member: owner.member, name: 'Robin', role: 'owner', device: device.device },
    });
    const key = await unwrapMemberKey(laptop.keys.wrapping, approved.wrap, { node: app.others.node, member: owner.member as never });
    expect(key).toEqual(owner.memberKey);
    const tokens = (await laptop.ask<never>('tokens', { body: { type: 'device', device: device.device } })).body;
    laptop.tokens = tokens;
    expect((await laptop.ask('me')).body).toMatchObject({ member: owner.member, device: device.device });
  });

  it('is told when it is refused, and the code is spent', async () => {
    await look(owner);
    expect((await owner.ask('answerLink', { body: { answer: 'refuse', link: opened.link } })).status).toBe(200);
    expect((await state()).body).toEqual({ state: 'refused' });
    expect(await look(owner)).toMatchObject({ status: 410, code: 'link_expired' });
    expect(await approve(owner)).toMatchObject({ status: 410, code: 'link_expired' });
  });

  it('keeps its code to itself: the node has only a hash', async () => {
    const kept = JSON.stringify(await app.database.look('select l::text from access.link_request l'));
    expect(kept).not.toContain(opened.code);
    expect(kept).not.toContain(opened.code.replace('-', ''));
  });

  it('asks only for the key that it proves', async () => {
    const other = await PlayedDevice.make(app);
    expect(await other.ask('openLink', { body: { device } })).toMatchObject({ status: 401, code: 'proof_invalid' });
  });

  it('asks only with a key that no device has or had', async () => {
    const known = { ...(owner.device as DevicePublic) };
    expect(await owner.ask('openLink', { body: { device: known } })).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await laptop.ask('openLink', { body: { device: { ...device, device: owner.device?.device } } })).toMatchObject({
      code: 'invalid_request',
    });
  });

  it('with a name that rewrites the question is refused', async () => {
    const spoofed = { ...device, name: 'Phone\u001b[2K' };
    expect(await laptop.ask('openLink', { body: { device: spoofed } })).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('asks five times a minute at most', async () => {
    for (let asked = 1; asked < 5; asked++) expect((await laptop.ask('openLink', { body: { device } })).status).toBe(200);
    expect(await laptop.ask('openLink', { body: { device } })).toMatchObject({ status: 429, code: 'rate_limited' });
  });

  it('alone learns how its request stands', async () => {
    for (const other of [await PlayedDevice.make(app), owner, sam]) {
      expect(await state(other)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('that waited ten minutes starts again', async () => {
    await look(owner);
    await expire();
    for (const late of [await state(), await look(owner), await approve(owner)])
      expect(late).toMatchObject({ status: 410, code: 'link_expired' });
  });
});

describe('a code', () => {
  it('that nobody waits behind, and one that can be none, are not found', async () => {
    for (const code of ['0000-0000', 'U', '']) expect(await look(owner, code)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('may be tried ten times a minute', async () => {
    for (let tried = 0; tried < 10; tried++) await look(sam, '0000-0000');
    expect(await look(sam)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect((await look(owner)).status).toBe(200);
  });

  it('belongs to whoever typed it first; for other members it is then unknown', async () => {
    await look(owner);
    expect(await look(sam)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await approve(sam)).toMatchObject({ status: 404, code: 'not_found' });
    expect((await approve(owner)).status).toBe(200);
  });

  it('must have been typed on the device that answers: knowing the link is not enough', async () => {
    expect(await approve(owner)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await owner.ask('answerLink', { body: { answer: 'refuse', link: opened.link } })).toMatchObject({ code: 'not_found' });
    expect((await state()).body.state).toBe('pending');
  });

  it('is answered once, also when two answers come together', async () => {
    await look(owner);
    const body = await owner.approval(opened.link, device);
    const answers = await Promise.all([owner.ask('answerLink', { body }), owner.ask('answerLink', { body })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    const [row] = await app.database.look<{ n: number }>('select count(*)::int as n from access.device where id = $1', [device.device]);
    expect(row?.n).toBe(1);
  });
});

describe('an approval', () => {
  it.each<[string, (good: Awaited<ReturnType<PlayedDevice['approval']>>) => Promise<object>, string]>([
    [
      'another device than the one that asked',
      async () => ({ entry: await owner.entry({ kind: 'add', device: await (await PlayedDevice.make(app)).describe() }) }),
      'chain_invalid',
    ],
    [
      'the device with another wrapping key',
      async () => ({ entry: await owner.entry({ kind: 'add', device: { ...device, wrapping: sam.device?.wrapping ?? '' } }) }),
      'chain_invalid',
    ],
    ['a wrap for another device', async ({ wrap }) => ({ wrap: { ...wrap, recipient: owner.device?.device } }), 'invalid_request'],
    ['a wrap for the recovery pair', async ({ wrap }) => ({ wrap: { ...wrap, recipient: 'recovery' } }), 'invalid_request'],
    ['a wrap of another key', async ({ wrap }) => ({ wrap: { ...wrap, keyId: 'A'.repeat(22) } }), 'invalid_request'],
    ['an entry of another member', async () => ({ entry: await sam.entry({ kind: 'add', device }) }), 'chain_invalid'],
    [
      'a signature that was changed',
      async ({ entry }) => ({ entry: { ...entry, signature: `${entry.signature.slice(0, -4)}AAAA` } }),
      'chain_invalid',
    ],
    [
      'an entry that removes',
      async () => ({ entry: await owner.entry({ kind: 'remove', removed: owner.device?.device as never }) }),
      'chain_invalid',
    ],
  ])('with %s changes nothing', async (_, change, code) => {
    await look(owner);
    const good = await owner.approval(opened.link, device);
    expect(await owner.ask('answerLink', { body: { ...good, ...(await change(good)) } })).toMatchObject({ code });
    expect((await state()).body.state).toBe('pending');
    const wraps = await app.database.look('select from keys.wrap where recipient = $1', [device.device]);
    expect(wraps).toEqual([]);
  });
});
