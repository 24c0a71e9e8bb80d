import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateProof } from 'dpop';
import { type DeviceId, type Invitation, type LinkOpened, MirrorError, signals, type Tokens } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { type AccessApp, ORIGIN, startAccess } from '#libs/testing/access/access-app.js';
import { eventually } from '#libs/testing/access/eventually.js';
import { PlayedDevice } from '#libs/testing/access/played-device.js';
import { Invitations } from './invitations.service.js';
import { Sockets } from './sockets.js';

let app: AccessApp;
let owner: PlayedDevice;
let sam: PlayedDevice;
let sockets: Sockets;
beforeAll(async () => {
  app = await startAccess();
  sockets = app.get(Sockets);
  owner = await PlayedDevice.enrolled(app, (await app.get(Invitations).ensureOwnerInvitation())?.link ?? '');
});
beforeEach(async () => {
  const { link } = (await owner.ask<Invitation>('invite', { body: { name: 'Sam' } })).body;
  sam = await PlayedDevice.enrolled(app, link, 'Sam');
});
afterAll(() => app.close());

const refusal = (code: string) => expect.objectContaining({ name: 'MirrorError', code });
const credentials = async (device: PlayedDevice, { accessToken: token } = device.tokens as Tokens) => ({
  token,
  proof: await generateProof(device.keys.signing, `${ORIGIN}/v1/stream`, 'GET', await sockets.nonce(), token),
});

describe('a connection', () => {
  it('belongs to whom its first frame proves', async () => {
    const { caller, until } = await sockets.hello(await credentials(sam), '203.0.113.7');
    expect(caller).toEqual({ kind: 'member', address: '203.0.113.7', member: sam.member, device: sam.device?.device, role: 'member' });
    expect(until.toISOString()).toBe(sam.tokens?.expires);
  });

  it('is refused with a hello that was heard before, without nonce, for another route, or with another’s token', async () => {
    const heard = await credentials(sam);
    await sockets.hello(heard, '');
    await expect(sockets.hello(heard, '')).rejects.toEqual(refusal('proof_replayed'));
    const { token } = heard;
    const signing = sam.keys.signing;
    const late = await generateProof(signing, `${ORIGIN}/v1/stream`, 'GET', 'old', token);
    await expect(sockets.hello({ token, proof: late }, '')).rejects.toEqual(refusal('nonce_required'));
    const elsewhere = await generateProof(signing, `${ORIGIN}/v1/me`, 'GET', await sockets.nonce(), token);
    await expect(sockets.hello({ token, proof: elsewhere }, '')).rejects.toEqual(refusal('proof_invalid'));
    await expect(sockets.hello(await credentials(sam, owner.tokens), '')).rejects.toEqual(refusal('token_invalid'));
  });

  it('goes on with a later token of the same device, and of no other', async () => {
    const session = await sockets.hello(await credentials(sam), '203.0.113.7');
    const renewed = await sockets.renew(session, await credentials(sam));
    expect(renewed.caller).toEqual(session.caller);
    await expect(sockets.renew(session, await credentials(owner))).rejects.toEqual(refusal('token_invalid'));
  });

  it('starts no work after its token expired', async () => {
    const session = await sockets.hello(await credentials(sam), '');
    await sockets.require(session);
    await expect(sockets.require({ ...session, until: new Date() })).rejects.toEqual(refusal('token_expired'));
  });

  it('may come from the page of the node or from no page, not from another', () => {
    expect(() => sockets.requireOrigin(undefined)).not.toThrow();
    expect(() => sockets.requireOrigin(ORIGIN)).not.toThrow();
    for (const origin of ['https://evil.example', 'null', '']) expect(() => sockets.requireOrigin(origin)).toThrow(MirrorError);
  });
});

describe('a connection of a device that was removed', () => {
  let laptop: PlayedDevice;
  const laptopId = () => laptop.device?.device as DeviceId;
  beforeEach(async () => {
    await app.database.look('truncate access.rate_window');
    laptop = await PlayedDevice.make(app);
    const device = await laptop.describe();
    const { link, code } = (await laptop.ask<LinkOpened>('openLink', { body: { device } })).body;
    await sam.ask('lookLink', { body: { code } });
    await sam.ask('answerLink', { body: await sam.approval(link, device) });
    laptop.tokens = (await laptop.ask<Tokens>('tokens', { body: { type: 'device', device: device.device } })).body;
  });
  const remove = async () => sam.ask('removeDevice', { body: { entry: await sam.entry({ kind: 'remove', removed: laptopId() }) } });

  it('is told at once, and starts nothing any more', async () => {
    const session = await sockets.hello(await credentials(laptop), '');
    await sockets.require(session);
    const told = new Promise<void>((resolve) => sockets.onRevoked(laptopId(), resolve));
    expect((await remove()).status).toBe(200);
    await told;
    await expect(sockets.require(session)).rejects.toEqual(refusal('device_revoked'));
    await expect(sockets.hello(await credentials(laptop), '')).rejects.toEqual(refusal('device_revoked'));
  });

  it('starts nothing after a second even where the signal is lost', async () => {
    const second = await startAccess({ database: app.database });
    const others = second.get(Sockets);
    const session = await others.hello(await credentials(laptop), '');
    await others.require(session);
    await remove();
    const removedAt = Date.now();
    let refused: unknown;
    await eventually(async () => {
      refused = await others.require(session).catch((error: unknown) => error);
      return refused !== undefined;
    });
    expect(refused).toEqual(refusal('device_revoked'));
    expect(Date.now() - removedAt).toBeLessThan(3000);
    await second.close();
  });

  it('is told within a second or two even where the signal is lost, as is an answer that goes on', async () => {
    const second = await startAccess({ database: app.database });
    const told = new Promise<number>((resolve) => second.get(Sockets).onRevoked(laptopId(), () => resolve(Date.now())));
    await remove();
    const removedAt = Date.now();
    expect((await told) - removedAt).toBeLessThan(3000);
    await second.close();
  });

  it('is not told once it listens no more, nor of other devices', async () => {
    const told: string[] = [];
    const stop = sockets.onRevoked(laptopId(), () => void told.push('laptop'));
    sockets.onRevoked(owner.device?.device as DeviceId, () => void told.push('owner'));
    stop();
    const done = new Promise<void>(
      (resolve) =>
        void app
          .get(Bus)
          .for('gateway')
          .onSignal(signals.deviceRemoved, () => resolve()),
    );
    await remove();
    await done;
    expect(told).toEqual([]);
  });
});
