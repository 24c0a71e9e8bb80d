import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeviceId, Invitation, Tokens } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { type AccessApp, startAccess } from '#libs/testing/access/access-app.js';
import { PlayedDevice } from '#libs/testing/access/played-device.js';
import { Invitations } from './invitations.service.js';
import { hashToken } from './secrets.js';

let app: AccessApp;
let owner: PlayedDevice;
let device: PlayedDevice;
beforeAll(async () => {
  app = await startAccess();
  owner = await PlayedDevice.enrolled(app, (await app.get(Invitations).ensureOwnerInvitation())?.link ?? '');
});
afterAll(async () => {
  expect(app.internals).toEqual([]);
  await app.close();
});
beforeEach(async () => {
  const { link } = (await owner.ask<Invitation>('invite', { body: { name: 'Sam' } })).body;
  device = await PlayedDevice.enrolled(app, link, 'Sam');
});

const renew = (refreshToken: string | undefined, by = device) => by.ask<Tokens>('tokens', { body: { type: 'refresh', refreshToken } });
const accepted = async (token: string | undefined) => (await device.ask('me', { token: token ?? null })).status;
const usedLongAgo = (token: string) =>
  app.database.look(`update access.refresh_token set used_at = now() - interval '11 seconds' where hash = $1`, [hashToken(token)]);

describe('tokens', () => {
  it('are kept as hashes alone', async () => {
    const kept = JSON.stringify(
      await app.database.look('select r::text, a::text from access.refresh_token r join access.access_token a using (family)'),
    );
    for (const token of [device.tokens?.accessToken, device.tokens?.refreshToken]) {
      expect(kept).not.toContain(token);
      expect(kept).not.toContain(Buffer.from(token ?? '', 'base64url').toString('hex'));
    }
  });

  it('last five minutes, and then say that they expired', async () => {
    const { expires, accessToken } = device.tokens as Tokens;
    expect(Date.parse(expires) - Date.now()).toBeGreaterThan(290_000);
    expect(Date.parse(expires) - Date.now()).toBeLessThanOrEqual(300_000);
    await app.database.look('update access.access_token set expires_at = now() where hash = $1', [hashToken(accessToken)]);
    expect(await device.ask('me')).toMatchObject({ status: 401, code: 'token_expired' });
  });

  it('rotate: a refresh token gives a new pair', async () => {
    const { body } = await renew(device.tokens?.refreshToken);
    expect(body.refreshToken).not.toBe(device.tokens?.refreshToken);
    expect(await accepted(body.accessToken)).toBe(200);
    expect((await renew(body.refreshToken)).status).toBe(200);
  });

  it('two tabs that renew at once both go on, and so does what they got', async () => {
    await device.ask('node');
    const both = await Promise.all([renew(device.tokens?.refreshToken), renew(device.tokens?.refreshToken)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    for (const { body } of both) expect([await accepted(body.accessToken), (await renew(body.refreshToken)).status]).toEqual([200, 200]);
  });

  it('a refresh token that is used again later ends its whole family', async () => {
    const first = device.tokens as Tokens;
    const second = (await renew(first.refreshToken)).body;
    await usedLongAgo(first.refreshToken);
    expect(await renew(first.refreshToken)).toMatchObject({ status: 401, code: 'token_reused' });
    expect(await renew(second.refreshToken)).toMatchObject({ status: 401, code: 'token_reused' });
    expect([await accepted(first.accessToken), await accepted(second.accessToken)]).toEqual([401, 401]);
  });

  it('the end of one family leaves another sign-in of the device alone', async () => {
    const other = (await device.ask<Tokens>('tokens', { body: { type: 'device', device: device.device?.device } })).body;
    await renew(device.tokens?.refreshToken);
    await usedLongAgo(device.tokens?.refreshToken ?? '');
    await renew(device.tokens?.refreshToken);
    expect([await accepted(other.accessToken), (await renew(other.refreshToken)).status]).toEqual([200, 200]);
  });

  it('of another device open nothing and sign nobody out', async () => {
    expect(await owner.ask('me', { token: device.tokens?.accessToken ?? null })).toMatchObject({ status: 401, code: 'token_invalid' });
    expect(await renew(device.tokens?.refreshToken, owner)).toMatchObject({ status: 401, code: 'token_invalid' });
    expect((await renew(device.tokens?.refreshToken)).status).toBe(200);
  });

  it('that nobody gave, or that lasted their ninety days, are invalid', async () => {
    expect(await device.ask('me', { token: 'A'.repeat(43) })).toMatchObject({ status: 401, code: 'token_invalid' });
    expect(await renew('A'.repeat(43))).toMatchObject({ status: 401, code: 'token_invalid' });
    await app.database.look('update access.refresh_token set expires_at = now() where hash = $1', [
      hashToken(device.tokens?.refreshToken ?? ''),
    ]);
    expect(await renew(device.tokens?.refreshToken)).toMatchObject({ status: 401, code: 'token_invalid' });
  });

  it('are given anew to the device’s own key, so that a lost answer locks nobody out', async () => {
    const { status, body } = await device.ask<Tokens>('tokens', { body: { type: 'device', device: device.device?.device } });
    expect([status, await accepted(body.accessToken)]).toEqual([200, 200]);
  });

  it('are not given for a device to another key, nor for one that is not there: both look alike', async () => {
    const [others, nobodys] = [device.device?.device, newId<DeviceId>()];
    for (const name of [others, nobodys]) {
      expect(await owner.ask('tokens', { body: { type: 'device', device: name } })).toMatchObject({ status: 401, code: 'token_invalid' });
    }
  });

  it('too long to be one are refused before anything is looked up', async () => {
    expect(await renew('A'.repeat(513))).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await device.ask('me', { headers: { authorization: `DPoP ${'A'.repeat(513)}` }, token: null })).toMatchObject({
      code: 'token_invalid',
    });
  });
});
