import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { events, type Invitation, type MemberId, type UnlockChallenge } from '#libs/contracts/index.js';
import { toBase64url, unwrapMemberKey } from '#libs/crypto/index.js';
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

const unlockRequest = (challenge: UnlockChallenge) => ({
  instance: challenge.instance,
  challenge: challenge.challenge,
  keyId: challenge.wrap.keyId,
  sealed: { enc: 'A'.repeat(87), ct: 'A'.repeat(64) },
  grant: { purposes: ['reflect'], until: new Date(Date.now() + 60_000).toISOString() },
  signature: 'A'.repeat(86),
});

describe('unlocking', () => {
  it('tells whether the vault is open and how much waits, as the engine counts it', async () => {
    expect((await owner.ask('unlockState')).body).toEqual({ state: 'locked', waiting: 3 });
    expect((await owner.ask('lock')).body).toEqual({ state: 'locked', waiting: 3 });
  });

  it('passes the challenge with this device’s own wrap, and the unlock with this device’s own key', async () => {
    const { body: challenge } = await owner.ask<UnlockChallenge>('unlockChallenge');
    const member = owner.member as MemberId;
    expect(await unwrapMemberKey(owner.keys.wrapping, challenge.wrap, { node: app.others.node, member })).toEqual(owner.memberKey);
    const unlock = unlockRequest(challenge);
    expect((await owner.ask('unlock', { body: unlock })).body).toMatchObject({ state: 'unlocked', waiting: 3 });
    expect(app.others.unlocks.at(-1)).toEqual({ member, device: owner.device?.device, signing: owner.device?.signing, unlock });
  });

  it('asks for nobody but the device that the token belongs to', async () => {
    const { link } = (await owner.ask<Invitation>('invite', { body: { name: 'Sam' } })).body;
    const sam = await PlayedDevice.enrolled(app, link, 'Sam');
    const { body: challenge } = await sam.ask<UnlockChallenge>('unlockChallenge');
    expect(challenge.wrap.recipient).toBe(sam.device?.device);
    const unlock = unlockRequest((await owner.ask<UnlockChallenge>('unlockChallenge')).body);
    await sam.ask('unlock', { body: unlock });
    // The vault then finds a challenge that is not this member's, and a signature that is not of this key.
    expect(app.others.unlocks.at(-1)).toMatchObject({ member: sam.member, signing: sam.device?.signing });
  });

  it('fails where the vault does not answer: nothing falls open', async () => {
    app.others.vaultAnswers = false;
    for (const route of ['unlockState', 'unlockChallenge'] as const) {
      expect(await owner.ask(route)).toMatchObject({ status: 503, code: 'vault_unavailable' });
    }
    app.others.vaultAnswers = true;
  });

  it('refuses what is not an unlock', async () => {
    expect(await owner.ask('unlock', { body: { challenge: toBase64url(new Uint8Array(32)) } })).toMatchObject({ code: 'invalid_request' });
    expect(await owner.ask('unlock', { token: null, body: {} })).toMatchObject({ code: 'token_missing' });
  });

  it('is noted on the list of devices', async () => {
    const device = owner.device?.device as never;
    await app.database.look('update access.device set last_seen_at = null where id = $1', [device]);
    await app.database.unitOfWork.run({ role: 'vault', member: owner.member as MemberId }, (tx) =>
      app
        .get(Bus)
        .for('vault')
        .publish(tx, events.memberUnlocked, { member: owner.member as MemberId, device }),
    );
    const seen = async () =>
      (await app.database.look<{ at: Date | null }>('select last_seen_at as at from access.device where id = $1', [device]))[0]?.at;
    await eventually(async () => (await seen()) instanceof Date);
  });
});
