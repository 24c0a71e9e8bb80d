import { beforeAll, describe, expect, it } from '@jest/globals';
import { argon2id as wasm } from 'hash-wasm';
import { EnrolRequest, type NodeId } from '#libs/contracts/index.js';
import { webAead } from './aead.js';
import { fromBase64url, randomBytes, toBase64url } from './bytes.js';
import { signEntry, verifyChain } from './chain.js';
import { type DeviceKeys, exportDeviceKeys, generateDeviceKeys, importDeviceKeys, publicDeviceKeys } from './device-keys.js';
import { createMember, describeDevice, type NewMember } from './enrolment.js';
import { fingerprint } from './fingerprint.js';
import { newId } from './id.js';
import { openMemberPair, unwrapMemberKey } from './member-key.js';
import { signP256, verifyP256 } from './p256.js';
import { parseRecoveryCode } from './recovery-code.js';
import { type Argon2id, recoveryKeys } from './recovery-keys.js';

const argon2id: Argon2id = (password, salt, { memoryKiB, passes, lanes, length }) =>
  wasm({ password, salt, memorySize: memoryKiB, iterations: passes, parallelism: lanes, hashLength: length, outputType: 'binary' });
const node = newId<NodeId>();
let keys: DeviceKeys;
let made: NewMember;

beforeAll(async () => {
  keys = await generateDeviceKeys({ extractable: false });
  made = await createMember({ node, keys, description: { name: 'Phone', kind: 'browser', keys: 'non-extractable' }, argon2id });
});

describe('a new member', () => {
  it('is what the enrolment asks for, and its chain verifies', async () => {
    const { member, first, pair, wraps } = made;
    const request = { invitation: toBase64url(randomBytes(32)), name: 'Ida', member, first, pair, wraps };
    expect(EnrolRequest.parse(request)).toEqual(request);
    const { devices } = await verifyChain(node, member, [first]);
    expect(devices).toEqual([made.device]);
  });

  it('can open its key with the device and with the recovery code, and its pair with the key', async () => {
    const owner = { node, member: made.member };
    const [toDevice, toRecovery] = made.wraps;
    expect(await unwrapMemberKey(keys.wrapping, toDevice, owner)).toEqual(made.memberKey);
    const recovery = await recoveryKeys(parseRecoveryCode(made.recoveryCode), argon2id);
    expect(await unwrapMemberKey(recovery.wrapping, toRecovery, owner)).toEqual(made.memberKey);
    await expect(unwrapMemberKey(recovery.wrapping, toDevice, owner)).rejects.toMatchObject({ code: 'sealed_damaged' });
    expect(await openMemberPair(webAead, made.memberKey, owner, made.pair)).toHaveLength(32);
  });

  it('can let a new device in with the recovery code alone', async () => {
    const recovery = await recoveryKeys(parseRecoveryCode(made.recoveryCode), argon2id);
    const device = await describeDevice(await generateDeviceKeys({ extractable: false }), { name: 'New', kind: 'cli', keys: 'software' });
    const { head } = await verifyChain(node, made.member, [made.first]);
    const added = await signEntry(recovery.signing.privateKey, {
      version: 1,
      node,
      member: made.member,
      index: 1,
      previous: toBase64url(head.hash),
      at: new Date().toISOString(),
      signer: 'recovery',
      kind: 'add',
      device,
    });
    expect((await verifyChain(node, made.member, [made.first, added])).devices).toHaveLength(2);
  });
});

describe('recovery keys', () => {
  it('are the same for a code for ever: an old printout must open', async () => {
    const keysOfCode = await publicDeviceKeys(await recoveryKeys(new Uint8Array(16).fill(7), argon2id));
    expect([fingerprint(keysOfCode.wrapping), fingerprint(keysOfCode.signing)]).toMatchInlineSnapshot(`
[
  "7386 237B B53E 7EE6",
  "BE30 E9D3 8400 925A",
]
`);
  });

  it('cannot be extracted', async () => {
    const { wrapping, signing } = await recoveryKeys(new Uint8Array(16), argon2id);
    expect([wrapping.privateKey.extractable, signing.privateKey.extractable]).toEqual([false, false]);
  });
});

describe('device keys', () => {
  it('that cannot be extracted are not exported', async () => {
    await expect(exportDeviceKeys(keys)).rejects.toThrow();
    expect([keys.wrapping.privateKey.extractable, keys.signing.privateKey.extractable]).toEqual([false, false]);
  });

  it('of a key file are the same keys once loaded, and closed again', async () => {
    const software = await generateDeviceKeys({ extractable: true });
    const loaded = await importDeviceKeys(await exportDeviceKeys(software));
    expect(await publicDeviceKeys(loaded)).toEqual(await publicDeviceKeys(software));
    expect([loaded.wrapping.privateKey.extractable, loaded.signing.privateKey.extractable]).toEqual([false, false]);
    const message = Uint8Array.of(1, 2, 3);
    const { signing } = await publicDeviceKeys(software);
    expect(await verifyP256(signing, message, await signP256(loaded.signing.privateKey, message))).toBe(true);
    expect(await verifyP256(signing, Uint8Array.of(1, 2), await signP256(loaded.signing.privateKey, message))).toBe(false);
  });

  it('have a fingerprint that two people can compare', () => {
    expect(fingerprint(fromBase64url(made.device.signing))).toMatch(/^([0-9A-F]{4} ){3}[0-9A-F]{4}$/);
    expect(fingerprint(new Uint8Array())).toBe('E3B0 C442 98FC 1C14');
  });
});
