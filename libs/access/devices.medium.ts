import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChainEntry, type DeviceId, type DeviceView, type Invitation, type LinkOpened, signals } from '#libs/contracts/index.js';
import { concatBytes, fingerprint, fromBase64url, newId, signEntry } from '#libs/crypto/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { type AccessApp, startAccess } from '#libs/testing/access/access-app.js';
import { eventually } from '#libs/testing/access/eventually.js';
import { PlayedDevice } from '#libs/testing/access/played-device.js';
import { Invitations } from './invitations.service.js';

let app: AccessApp;
let owner: PlayedDevice;
beforeAll(async () => {
  app = await startAccess();
  owner = await PlayedDevice.enrolled(app, (await app.get(Invitations).ensureOwnerInvitation())?.link ?? '');
});
afterAll(async () => {
  expect(app.internals).toEqual([]);
  await app.close();
});

let phone: PlayedDevice;
let laptop: PlayedDevice;
const idOf = (device: PlayedDevice) => device.device?.device as DeviceId;
const remove = async (by: PlayedDevice, removed: DeviceId) =>
  by.ask('removeDevice', { body: { entry: await by.entry({ kind: 'remove', removed }) } });

/** A member with two devices. The limits are for people, not for how fast a spec makes them. */
beforeEach(async () => {
  await app.database.look('truncate access.rate_window');
  const { link } = (await owner.ask<Invitation>('invite', { body: { name: 'Sam' } })).body;
  phone = await PlayedDevice.enrolled(app, link, 'Sam');
  laptop = await PlayedDevice.make(app);
  const device = await laptop.describe();
  const { body } = await laptop.ask<LinkOpened>('openLink', { body: { device } });
  await phone.ask('lookLink', { body: { code: body.code } });
  expect((await phone.ask('answerLink', { body: await phone.approval(body.link, device) })).body).toEqual({ done: true });
  laptop.member = phone.member;
  laptop.tokens = (await laptop.ask<never>('tokens', { body: { type: 'device', device: device.device } })).body;
});

describe('a member’s devices', () => {
  it('are listed with their chain and what people compare', async () => {
    const { devices, chain } = (await phone.ask<{ devices: DeviceView[]; chain: ChainEntry[] }>('devices')).body;
    expect(devices.map(({ name, kind, keys, current }) => [name, kind, keys, current])).toEqual([
      ['Phone', 'browser', 'non-extractable', true],
      ['Laptop', 'cli', 'software', false],
    ]);
    const { wrapping = '', signing = '' } = phone.device ?? {};
    expect(devices[0]?.fingerprint).toBe(fingerprint(concatBytes(fromBase64url(wrapping), fromBase64url(signing))));
    expect(chain.map(({ body }) => body.kind)).toEqual(['first', 'add']);
  });

  it('are nobody else’s to see', async () => {
    const { devices } = (await owner.ask<{ devices: DeviceView[] }>('devices')).body;
    expect(devices.map(({ device }) => device)).toEqual([idOf(owner)]);
  });
});

describe('removing a device', () => {
  it('ends its tokens at once, tells its connections, and lets what was wrapped to it go', async () => {
    const told: DeviceId[] = [];
    const stop = app
      .get(Bus)
      .for('gateway')
      .onSignal(signals.deviceRemoved, ({ device }) => void told.push(device));
    expect((await laptop.ask('me')).status).toBe(200);
    expect((await remove(phone, idOf(laptop))).body).toEqual({ done: true });
    expect(await laptop.ask('me')).toMatchObject({ status: 401, code: 'device_revoked' });
    const grants = [
      { type: 'refresh', refreshToken: laptop.tokens?.refreshToken },
      { type: 'device', device: idOf(laptop) },
    ];
    for (const body of grants) expect(await laptop.ask('tokens', { body })).toMatchObject({ status: 401, code: 'device_revoked' });
    await eventually(() => app.others.removed.includes(idOf(laptop)) && told.includes(idOf(laptop)));
    const { devices } = (await phone.ask<{ devices: DeviceView[] }>('devices')).body;
    expect(devices.find(({ device }) => device === idOf(laptop))?.removedAt).toEqual(expect.any(String));
    expect((await phone.ask('me')).status).toBe(200);
    stop();
  });

  it('is answered alike when it is sent again after an answer that was lost', async () => {
    const entry = await phone.entry({ kind: 'remove', removed: idOf(laptop) });
    for (let sent = 0; sent < 2; sent++) expect((await phone.ask('removeDevice', { body: { entry } })).body).toEqual({ done: true });
  });

  it('that is someone else’s, or nobody’s, is not found', async () => {
    for (const other of [idOf(owner), newId<DeviceId>()]) {
      expect(await remove(phone, other)).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect((await owner.ask('me')).status).toBe(200);
  });

  it('that is the last is refused', async () => {
    await remove(phone, idOf(laptop));
    expect(await remove(phone, idOf(phone))).toMatchObject({ status: 409, code: 'chain_invalid' });
    expect((await phone.ask('me')).status).toBe(200);
  });

  it('may be of itself, while there is another', async () => {
    expect((await remove(laptop, idOf(laptop))).status).toBe(200);
    expect(await laptop.ask('me')).toMatchObject({ code: 'device_revoked' });
  });

  it('needs an entry that the sending device signed, that goes on from the chain, and that removes', async () => {
    const good = await phone.entry({ kind: 'remove', removed: idOf(laptop) });
    const resigned = (change: object, by = phone) =>
      signEntry(by.keys.signing.privateKey, { ...good.body, ...change } as ChainEntry['body']);
    const refused: [ChainEntry, string][] = [
      [await resigned({}, laptop), 'chain_invalid'],
      [await resigned({ signer: idOf(laptop) }, laptop), 'chain_invalid'],
      [await resigned({ signer: 'recovery' }), 'chain_invalid'],
      [await resigned({ index: 3 }), 'chain_invalid'],
      [await resigned({ previous: 'A'.repeat(43) }), 'chain_invalid'],
      [await resigned({ node: newId() }), 'chain_invalid'],
      [await resigned({ member: owner.member }), 'chain_invalid'],
      [{ ...good, signature: `${good.signature.slice(0, -4)}AAAA` }, 'chain_invalid'],
      [await phone.entry({ kind: 'add', device: await (await PlayedDevice.make(app)).describe() }), 'invalid_request'],
    ];
    for (const [entry, code] of refused) expect(await phone.ask('removeDevice', { body: { entry } })).toMatchObject({ code });
    expect((await laptop.ask('me')).status).toBe(200);
  });

  it('by two devices of each other at once leaves one of them', async () => {
    const [ofLaptop, ofPhone] = [
      await phone.entry({ kind: 'remove', removed: idOf(laptop) }),
      await laptop.entry({ kind: 'remove', removed: idOf(phone) }),
    ];
    const answers = await Promise.all([
      phone.ask('removeDevice', { body: { entry: ofLaptop } }),
      laptop.ask('removeDevice', { body: { entry: ofPhone } }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await Promise.all([phone.ask('me'), laptop.ask('me')]);
    expect(left.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});
