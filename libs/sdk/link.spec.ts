import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromBase64url, randomBytes, wrapMemberKey } from '#libs/crypto/index.js';
import { aDevice, aMember, SmallNode } from '#libs/testing/small-node/index.js';
import type { Client } from './client.js';
import { MemoryStore } from './memory-store.js';

describe('a further device', () => {
  let node: SmallNode;
  let first: Client;
  beforeEach(async () => {
    node = await SmallNode.start();
    first = await aMember(node);
  });
  afterEach(() => node.stop());

  it('joins when an existing device approves it, and opens what that one opens', async () => {
    const phone = aDevice();
    const pending = await phone.linkThisDevice({ at: await first.deviceLink(), deviceName: 'Phone' });
    const waiting = pending.waitForApproval();
    const asked = await first.approveLink(pending.code);
    expect(asked.fingerprint).toBe(pending.fingerprint);
    expect(asked.device.name).toBe('Phone');
    await asked.approve();
    expect((await waiting).name).toBe('Ida');
    await first.unlock();
    const key = node.vault.memberKey;
    await phone.unlock();
    expect(node.vault.memberKey).toEqual(key);
    expect((await phone.devices()).devices.map(({ name, fingerprint }) => [name, fingerprint])).toContainEqual([
      'Phone',
      pending.fingerprint,
    ]);
  });

  it('shows the fingerprint of its real keys, whatever the node says of it', async () => {
    const pending = await aDevice().linkThisDevice({ at: node.origin, deviceName: 'Phone' });
    const [link] = node.members.links.values();
    const stranger = await aDevice().linkThisDevice({ at: node.origin, deviceName: 'Phone' });
    const [, other] = node.members.links.values();
    if (!link || !other) throw new Error('no links');
    // The node swaps the keys behind the code: the approving device shows other digits than the phone does.
    link.device = { ...link.device, wrapping: other.device.wrapping };
    const asked = await first.approveLink(pending.code);
    expect(asked.fingerprint).not.toBe(pending.fingerprint);
    expect(asked.fingerprint).not.toBe(stranger.fingerprint);
  });

  it('shows the key of the other devices, and another one where somebody at the node slipped in a key of their own', async () => {
    const join = async () => {
      const phone = aDevice();
      const pending = await phone.linkThisDevice({ at: await first.deviceLink(), deviceName: 'Phone' });
      const asked = await first.approveLink(pending.code);
      return { phone, device: asked.device, approved: () => Promise.all([pending.waitForApproval(), asked.approve()]) };
    };
    const honest = await join();
    await honest.approved();
    expect(await honest.phone.keyFingerprint()).toBe(await first.keyFingerprint());

    const { phone, device, approved } = await join();
    const to = { node: node.identity.node, member: (await first.me()).member, recipient: device.device };
    const wrap = await wrapMemberKey(randomBytes(32), fromBase64url(device.wrapping), to);
    node.approve = (state) => ({ ...state, wrap });
    await approved();
    expect(await phone.keyFingerprint()).not.toBe(await first.keyFingerprint());
  });

  it('takes up its waiting after a reload', async () => {
    const store = new MemoryStore();
    const pending = await aDevice({ store }).linkThisDevice({ at: node.origin, deviceName: 'Phone' });
    const reloaded = aDevice({ store });
    const again = await reloaded.pendingLink();
    expect(again?.code).toBe(pending.code);
    await (await first.approveLink(pending.code)).approve();
    await again?.waitForApproval();
    expect((await reloaded.me()).name).toBe('Ida');
    expect(await reloaded.pendingLink()).toBeUndefined();
  });

  it('forgets its keys when it is refused', async () => {
    const phone = aDevice();
    const pending = await phone.linkThisDevice({ at: node.origin, deviceName: 'Phone' });
    const waiting = pending.waitForApproval();
    await (await first.approveLink(pending.code)).refuse();
    await expect(waiting).rejects.toMatchObject({ code: 'forbidden' });
    expect(await phone.device()).toBeUndefined();
  });

  it('stops waiting when it is told to, and keeps its place', async () => {
    const phone = aDevice();
    const pending = await phone.linkThisDevice({ at: node.origin, deviceName: 'Phone' });
    const stop = new AbortController();
    const waiting = pending.waitForApproval(stop.signal);
    stop.abort(new RangeError('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(await phone.pendingLink()).toBeDefined();
  });

  it('goes on waiting while the node is away', async () => {
    const phone = aDevice();
    const pending = await phone.linkThisDevice({ at: node.origin, deviceName: 'Phone' });
    let lost = 0;
    node.loseAnswer = (name) => name === 'linkState' && lost++ < 1;
    const waiting = pending.waitForApproval();
    await (await first.approveLink(pending.code)).approve();
    expect((await waiting).name).toBe('Ida');
    expect(lost).toBeGreaterThan(1);
  });

  it('believes no approval whose list has other keys for it, or whose key does not open', async () => {
    const approveWith = async (change: SmallNode['approve']) => {
      node.approve = change;
      const phone = aDevice();
      const pending = await phone.linkThisDevice({ at: node.origin, deviceName: 'Phone' });
      await (await first.approveLink(pending.code)).approve();
      return pending.waitForApproval().catch(({ code }) => code);
    };
    expect(await approveWith((state) => ({ ...state, chain: state.chain.slice(0, 1) }))).toBe('chain_invalid');
    const other = { enc: 'A'.repeat(87), ct: 'A'.repeat(64) };
    expect(await approveWith((state) => ({ ...state, wrap: { ...state.wrap, sealed: other } }))).toBe('sealed_damaged');
    expect(await approveWith((state) => ({ ...state, wrap: { ...state.wrap, recipient: 'recovery' } }))).toBe('chain_invalid');
  });

  it('pins the node of the device link', async () => {
    const at = (await first.deviceLink()).replace(/#.*/, `#${'B'.repeat(42)}A`);
    await expect(aDevice().linkThisDevice({ at, deviceName: 'Phone' })).rejects.toMatchObject({ code: 'identity_mismatch' });
  });
});
