import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DeviceId, type MemberId, signals, type UnlockRequest, vaultCalls } from '#libs/contracts/index.js';
import { createMemberPair, fromBase64url, generateMemberKey, memberKeyId, newId, toBase64url, webAead } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/eventually.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { type Enrolled, firstDevice, type RunningVault, startVault, type Unlocking } from '#libs/testing/running-vault.js';
import { stopClockAt } from '#libs/testing/stopped-clock.js';

jest.setTimeout(60_000);

const HOUR = 3_600_000;
let vault: RunningVault;
let ida: Enrolled;
let otto: Enrolled;

beforeAll(async () => {
  vault = await startVault();
  [ida, otto] = [await vault.enrol(), await vault.enrol()];
});
afterAll(async () => {
  await vault?.close();
  await vault?.database.close();
});
afterEach(async () => {
  jest.useRealTimers();
  for (const { member } of [ida, otto]) await gateway().call(vaultCalls.lock, { member });
});

const gateway = () => vault.bus.for('gateway');
const state = (of: Enrolled) => gateway().call(vaultCalls.state, { member: of.member });
const send = (of: Enrolled, unlock: UnlockRequest, changed: { member?: MemberId; device?: DeviceId; signing?: string } = {}) =>
  gateway().call(vaultCalls.unlock, { member: of.member, device: of.device.device, signing: of.device.signing, unlock, ...changed });

describe('unlocking', () => {
  it('opens the vault for the purposes and the time that the member granted', async () => {
    const until = Date.now() + HOUR;
    expect(await state(ida)).toMatchObject({ state: 'locked' });
    const unlocked = await send(ida, await vault.prepare(ida, { purposes: ['reflect'], until }));
    expect(unlocked).toEqual({ state: 'unlocked', until: new Date(until).toISOString(), purposes: ['reflect'], waiting: 0 });
    expect(await state(ida)).toEqual(unlocked);
    expect(await state(otto)).toMatchObject({ state: 'locked' });
  });

  it('grants at most 12 hours, and nothing that is over', async () => {
    const unlocked = await send(ida, await vault.prepare(ida, { until: Date.now() + 100 * HOUR }));
    if (unlocked.state !== 'unlocked') throw new Error('expected it open');
    expect(Date.parse(unlocked.until) - Date.now()).toBeLessThanOrEqual(12 * HOUR);
    expect(Date.parse(unlocked.until) - Date.now()).toBeGreaterThan(11.9 * HOUR);
    await expect(send(ida, await vault.prepare(ida, { until: Date.now() - 1 }))).rejects.toMatchObject({ code: 'unlock_invalid' });
  });

  it('tells what waited, and everyone who listens', async () => {
    const heard: unknown[] = [];
    const stop = vault.bus.for('gateway').onSignal(signals.vaultChanged, (change) => void heard.push(change));
    await vault.unlock(ida);
    await gateway().call(vaultCalls.lock, { member: ida.member });
    await eventually(async () =>
      expect(heard).toEqual([
        { member: ida.member, state: 'unlocked' },
        { member: ida.member, state: 'locked' },
      ]),
    );
    stop();
    const published = await vault.database.look(
      `select d.subscriber from bus.outbox o join bus.delivery d on d.event = o.id
       where o.name = 'member-unlocked' and o.payload = $1::jsonb`,
      [JSON.stringify({ member: ida.member, device: ida.device.device })],
    );
    expect(published).toEqual(expect.arrayContaining([{ subscriber: 'reflection.drain' }, { subscriber: 'gateway.seen' }]));
  });

  it('gives no challenge to a device that is not the member’s', async () => {
    const ask = (member: MemberId, device: DeviceId) => gateway().call(vaultCalls.challenge, { member, device });
    await expect(ask(ida.member, otto.device.device)).rejects.toMatchObject({ code: 'not_found' });
    await expect(ask(ida.member, newId<DeviceId>())).rejects.toMatchObject({ code: 'not_found' });
    await expect(ask(newId<MemberId>(), ida.device.device)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes a challenge once', async () => {
    const unlock = await vault.prepare(ida);
    await send(ida, unlock);
    await expect(send(ida, unlock)).rejects.toMatchObject({ code: 'challenge_expired' });
  });

  it('spends a challenge on an unlock that fails', async () => {
    const unlock = await vault.prepare(ida);
    const damaged = { ...unlock, signature: toBase64url(new Uint8Array(64)) };
    await expect(send(ida, damaged)).rejects.toMatchObject({ code: 'unlock_invalid' });
    await expect(send(ida, unlock)).rejects.toMatchObject({ code: 'challenge_expired' });
  });

  it('takes a challenge for a minute', async () => {
    const unlock = await vault.prepare(ida);
    const now = Date.now();
    stopClockAt(now + 60_001);
    await expect(send(ida, unlock)).rejects.toMatchObject({ code: 'challenge_expired' });
    expect(await state(ida)).toMatchObject({ state: 'locked' });
  });

  it('refuses a challenge that it never gave, or that another instance gave', async () => {
    const unlock = await vault.prepare(ida);
    await expect(send(ida, { ...unlock, instance: newId() })).rejects.toMatchObject({ code: 'challenge_expired' });
    await expect(send(ida, { ...unlock, challenge: toBase64url(new Uint8Array(32)) })).rejects.toMatchObject({ code: 'challenge_expired' });
  });

  it('refuses a challenge of somebody else, or of another device, and leaves it to them', async () => {
    const unlock = await vault.prepare(ida);
    await expect(send(otto, unlock)).rejects.toMatchObject({ code: 'challenge_expired' });
    await expect(send(ida, unlock, { device: otto.device.device })).rejects.toMatchObject({ code: 'challenge_expired' });
    await send(ida, unlock);
    expect(await state(otto)).toMatchObject({ state: 'locked' });
  });

  it('refuses a signature of another key, and each changed byte of what was sent', async () => {
    await expect(send(ida, await vault.prepare(ida), { signing: otto.device.signing })).rejects.toMatchObject({ code: 'unlock_invalid' });
    const parts = await vault.prepare(ida);
    for (const at of [0, 31, 63]) {
      const unlock = await vault.prepare(ida);
      const signature = toBase64url(everyByteFlipped(fromBase64url(unlock.signature))[at] ?? new Uint8Array());
      await expect(send(ida, { ...unlock, signature })).rejects.toMatchObject({ code: 'unlock_invalid' });
    }
    for (let at = 0; at < fromBase64url(parts.sealed.ct).length; at += 7) {
      const unlock = await vault.prepare(ida);
      const ct = toBase64url(everyByteFlipped(fromBase64url(unlock.sealed.ct))[at] ?? new Uint8Array());
      await expect(send(ida, { ...unlock, sealed: { ...unlock.sealed, ct } })).rejects.toMatchObject({ code: 'unlock_invalid' });
    }
    expect(await state(ida)).toMatchObject({ state: 'locked' });
  });

  it('refuses a wider grant than was signed', async () => {
    const unlock = await vault.prepare(ida, { purposes: ['reflect'] });
    const wider = { ...unlock, grant: { ...unlock.grant, purposes: ['reflect', 'history'] as ('reflect' | 'history')[] } };
    await expect(send(ida, wider)).rejects.toMatchObject({ code: 'unlock_invalid' });
  });

  it('refuses a key that is not the member’s', async () => {
    const other = { ...ida, memberKey: generateMemberKey() };
    await expect(send(ida, await vault.prepare(other))).rejects.toMatchObject({ code: 'vault_key_mismatch' });
    await expect(send(ida, await vault.prepare({ ...ida, memberKey: otto.memberKey }))).rejects.toMatchObject({
      code: 'vault_key_mismatch',
    });
    expect(await state(ida)).toMatchObject({ state: 'locked' });
  });

  it('refuses a key that has the right name and opens nothing of the member’s', async () => {
    const eve = await vault.enrol();
    const foreign = await createMemberPair(webAead, generateMemberKey(), { node: vault.node.node, member: eve.member });
    await vault.database.look('update keys.member set pair_public = $2, pair_sealed = $3 where member = $1', [
      eve.member,
      Buffer.from(fromBase64url(foreign.publicKey)),
      Buffer.from(fromBase64url(foreign.sealedPrivate)),
    ]);
    expect(memberKeyId(eve.memberKey)).toHaveLength(16);
    await expect(send(eve, await vault.prepare(eve))).rejects.toMatchObject({ code: 'vault_key_mismatch' });
  });

  it('refuses a device that was removed between challenge and unlock', async () => {
    const eve = await vault.enrol();
    const unlock = await vault.prepare(eve);
    await vault.database.look('delete from keys.wrap where member = $1 and recipient = $2', [eve.member, eve.device.device]);
    await expect(send(eve, unlock)).rejects.toMatchObject({ code: 'device_revoked' });
    await expect(vault.prepare(eve)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not stay open behind an answer that failed', async () => {
    const publish = 'execute on function bus.publish(text, jsonb, text[])';
    await vault.database.look(`revoke ${publish} from mirror_vault`);
    await expect(vault.unlock(ida)).rejects.toMatchObject({ code: 'internal' });
    await vault.database.look(`grant ${publish} to mirror_vault`);
    expect(await state(ida)).toMatchObject({ state: 'locked' });
  });

  it('may be asked by the gateway alone', async () => {
    const { member } = ida;
    const { device } = ida.device;
    for (const role of ['reflection', 'gate', 'vault'] as const) {
      await expect(vault.bus.for(role).call(vaultCalls.challenge, { member, device })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(vault.bus.for(role).call(vaultCalls.lock, { member })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('an open vault', () => {
  it('closes after 15 quiet minutes, and at the end of its grant', async () => {
    const now = Date.now();
    await vault.unlock(ida);
    stopClockAt(now + 15 * 60_000 + 5_000);
    expect(await state(ida)).toMatchObject({ state: 'locked' });
    jest.useRealTimers();
    await vault.unlock(ida, { until: Date.now() + 60_000 });
    stopClockAt(Date.now() + 60_001);
    expect(await state(ida)).toMatchObject({ state: 'locked' });
  });

  it('is opened by two devices at once without one shutting out the other', async () => {
    const laptop: Unlocking = await vault.addDevice(ida);
    await vault.unlock(ida, { purposes: ['reflect'] });
    await vault.unlock(ida, { purposes: ['history'], device: laptop });
    expect(await state(ida)).toMatchObject({ state: 'unlocked', purposes: ['reflect', 'history'] });
    expect(firstDevice(ida).device).not.toBe(laptop.device);
  });
});
