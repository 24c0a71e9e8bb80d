import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DeviceId, type LinkId, type LinkOpened, type RouteName, routes, type Tokens } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { type AccessApp, startAccess } from '#libs/testing/access/access-app.js';
import { type Asking, PlayedDevice } from '#libs/testing/access/played-device.js';
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
beforeEach(() => app.database.look('truncate access.rate_window'));

const proved: RouteName[] = ['enrol', 'tokens', 'openLink', 'linkState'];
const members: RouteName[] = [
  ...(['me', 'devices', 'removeDevice', 'lookLink', 'answerLink', 'people', 'invite'] as const),
  ...(['unlockState', 'unlockChallenge', 'unlock', 'lock'] as const),
];
const link = newId<LinkId>();
/** Enough for the guard, which comes before the body is looked at. */
const asking = (name: RouteName): Asking => ({
  ...('params' in routes[name] ? { params: { link } } : {}),
  ...('body' in routes[name] ? { body: {} } : {}),
});
const ownToken = (device: PlayedDevice): Asking => ({ token: device.tokens?.accessToken ?? '' });

describe.each([...proved, ...members])('the route %s', (name) => {
  const token = () => (members.includes(name) ? ownToken(owner) : {});

  it('wants a proof', async () => {
    expect(await owner.ask(name, { ...asking(name), proof: null })).toMatchObject({ status: 401, code: 'proof_missing' });
  });

  it('refuses a proof that was used before', async () => {
    const proof = await owner.proof(name, { ...asking(name), ...token() });
    const first = await owner.ask(name, { ...asking(name), proof });
    expect([401, 403, 500]).not.toContain(first.status);
    expect(await owner.ask(name, { ...asking(name), proof })).toMatchObject({ status: 401, code: 'proof_replayed' });
  });

  it('refuses a proof with a nonce of long ago', async () => {
    const now = owner.nonce;
    owner.nonce = 'of long ago';
    const proof = await owner.proof(name, { ...asking(name), ...token() });
    owner.nonce = now;
    expect(await owner.ask(name, { ...asking(name), proof })).toMatchObject({ status: 401, code: 'nonce_required' });
  });

  it('takes no unknown field', async () => {
    if (!('body' in routes[name])) return;
    expect(await owner.ask(name, { ...asking(name), body: { unknown: 1 } })).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('takes no more than 64 kB', async () => {
    if (!('body' in routes[name])) return;
    const answer = await owner.ask(name, { ...asking(name), body: { a: 'a'.repeat(70_000) } });
    expect(answer).toMatchObject({ status: 413, code: 'body_too_large' });
  });
});

describe.each(members)('the route %s', (name) => {
  it('wants a token', async () => {
    expect(await owner.ask(name, { ...asking(name), token: null })).toMatchObject({ status: 401, code: 'token_missing' });
  });

  it('refuses the token of another device', async () => {
    const stranger = await PlayedDevice.make(app);
    expect(await stranger.ask(name, { ...asking(name), ...ownToken(owner) })).toMatchObject({ status: 401, code: 'token_invalid' });
  });
});

describe('a device that was removed a moment ago', () => {
  let laptop: PlayedDevice;
  beforeAll(async () => {
    laptop = await PlayedDevice.make(app);
    const device = await laptop.describe();
    const { link, code } = (await laptop.ask<LinkOpened>('openLink', { body: { device } })).body;
    await owner.ask('lookLink', { body: { code } });
    await owner.ask('answerLink', { body: await owner.approval(link, device) });
    laptop.tokens = (await laptop.ask<Tokens>('tokens', { body: { type: 'device', device: device.device } })).body;
    expect((await laptop.ask('me')).status).toBe(200);
    const removed = laptop.device?.device as DeviceId;
    expect((await owner.ask('removeDevice', { body: { entry: await owner.entry({ kind: 'remove', removed }) } })).status).toBe(200);
  });

  it.each(members)('is refused by %s', async (name) => {
    expect(await laptop.ask(name, asking(name))).toMatchObject({ status: 401, code: 'device_revoked' });
  });
});
