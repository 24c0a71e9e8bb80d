import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DeviceId, type MemberId, MemberPair, MemberWrap, type NodeId } from '#libs/contracts/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { webAead } from './aead.js';
import { fromBase64url, randomBytes, toBase64url } from './bytes.js';
import { type DeviceKeys, generateDeviceKeys, publicDeviceKeys } from './device-keys.js';
import { hpkeOpen, hpkeSeal } from './hpke.js';
import { newId } from './id.js';
import {
  createMemberPair,
  deriveMemberKeys,
  generateMemberKey,
  memberKeyId,
  openMemberPair,
  unwrapMemberKey,
  wrapMemberKey,
} from './member-key.js';
import { importP256Scalar } from './p256.js';

const owner = { node: newId<NodeId>(), member: newId<MemberId>() };
const to = { ...owner, recipient: newId<DeviceId>() };
const memberKey = generateMemberKey();
const damaged = { code: 'sealed_damaged' };
let device: DeviceKeys;
let wrap: MemberWrap;

beforeAll(async () => {
  device = await generateDeviceKeys({ extractable: false });
  wrap = await wrapMemberKey(memberKey, (await publicDeviceKeys(device)).wrapping, to);
});

describe('a wrapped member key', () => {
  it('opens with the device key, which cannot be extracted', async () => {
    expect(MemberWrap.parse(wrap)).toEqual(wrap);
    expect(device.wrapping.privateKey.extractable).toBe(false);
    expect(await unwrapMemberKey(device.wrapping, wrap, owner)).toEqual(memberKey);
  });

  it('opens for nobody else: another device, recipient, member or node', async () => {
    const other = await generateDeviceKeys({ extractable: false });
    await expect(unwrapMemberKey(other.wrapping, wrap, owner)).rejects.toMatchObject(damaged);
    await expect(unwrapMemberKey(device.wrapping, { ...wrap, recipient: 'recovery' }, owner)).rejects.toMatchObject(damaged);
    await expect(unwrapMemberKey(device.wrapping, wrap, { ...owner, member: newId<MemberId>() })).rejects.toMatchObject(damaged);
    await expect(unwrapMemberKey(device.wrapping, wrap, { ...owner, node: newId<NodeId>() })).rejects.toMatchObject(damaged);
  });

  it('is refused with any byte changed', async () => {
    for (const changed of everyByteFlipped(fromBase64url(wrap.keyId))) {
      await expect(unwrapMemberKey(device.wrapping, { ...wrap, keyId: toBase64url(changed) }, owner)).rejects.toMatchObject(damaged);
    }
    for (const part of ['enc', 'ct'] as const) {
      for (const changed of everyByteFlipped(fromBase64url(wrap.sealed[part]))) {
        const sealed = { ...wrap.sealed, [part]: toBase64url(changed) };
        await expect(unwrapMemberKey(device.wrapping, { ...wrap, sealed }, owner)).rejects.toMatchObject(damaged);
      }
    }
  });

  it('goes to points of the curve only', async () => {
    await expect(wrapMemberKey(memberKey, new Uint8Array(65).fill(4), to)).rejects.toThrow();
  });
});

describe('what comes of a member key', () => {
  it('is told apart by an id, and a key of its own for each use', () => {
    expect(memberKeyId(memberKey)).toHaveLength(16);
    expect(memberKeyId(memberKey)).not.toEqual(memberKeyId(generateMemberKey()));
    const { wrapping, recognition } = deriveMemberKeys(memberKey);
    const all = [memberKey, wrapping.key, recognition].map(toBase64url);
    expect(new Set(all).size).toBe(all.length);
  });

  it('opens the pair of the member, to which things can be sealed while it is locked', async () => {
    const pair = await createMemberPair(webAead, memberKey, owner);
    expect(MemberPair.parse(pair)).toEqual(pair);
    const sealed = await hpkeSeal(fromBase64url(pair.publicKey), new Uint8Array(), new Uint8Array(), Uint8Array.of(7));
    const opened = await importP256Scalar('wrapping', await openMemberPair(webAead, memberKey, owner, pair));
    expect(await hpkeOpen(opened, sealed, new Uint8Array(), new Uint8Array())).toEqual(Uint8Array.of(7));
  });

  it('opens no pair of another key, member or public half, nor a changed one', async () => {
    const pair = await createMemberPair(webAead, memberKey, owner);
    const other = await createMemberPair(webAead, memberKey, owner);
    const open = (changed: Partial<MemberPair>, of = owner, key: Uint8Array = memberKey) =>
      openMemberPair(webAead, key, of, { ...pair, ...changed });
    await expect(open({}, owner, randomBytes(32))).rejects.toMatchObject(damaged);
    await expect(open({}, { ...owner, member: newId<MemberId>() })).rejects.toMatchObject(damaged);
    await expect(open({ publicKey: other.publicKey })).rejects.toMatchObject(damaged);
    for (const changed of everyByteFlipped(fromBase64url(pair.sealedPrivate))) {
      await expect(open({ sealedPrivate: toBase64url(changed) })).rejects.toMatchObject(damaged);
    }
  });
});
