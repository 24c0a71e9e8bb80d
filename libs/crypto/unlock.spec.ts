import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type DeviceId,
  type InstanceId,
  type MemberId,
  type NodeId,
  type UnlockChallenge,
  type UnlockGrant,
  UnlockRequest,
} from '#libs/contracts/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { fromBase64url, randomBytes, toBase64url } from './bytes.js';
import { canonicalJson } from './canonical-json.js';
import { issueCertificate } from './certificates.js';
import { type DeviceKeys, generateDeviceKeys, publicDeviceKeys } from './device-keys.js';
import { ed25519FromSeed } from './ed25519.js';
import { fields } from './fields.js';
import { hpkeSeal } from './hpke.js';
import { newId } from './id.js';
import { generateMemberKey, wrapMemberKey } from './member-key.js';
import { exportPublic, generateP256, signP256 } from './p256.js';
import { openUnlock, sealUnlock } from './unlock.js';

const who = { node: newId<NodeId>(), member: newId<MemberId>(), device: newId<DeviceId>() };
const identity = ed25519FromSeed(randomBytes(32));
const memberKey = generateMemberKey();
const grant: UnlockGrant = { purposes: ['reflect'], until: '2026-11-20T20:00:00.000Z' };
const refused = { code: 'unlock_invalid' };
let keys: DeviceKeys;
let signingPublic: Uint8Array;
let instance: CryptoKeyPair;
let challenge: UnlockChallenge;
let request: UnlockRequest;

const seal = (changed: Partial<Parameters<typeof sealUnlock>[0]> = {}) =>
  sealUnlock({ ...who, identity: identity.publicKey, memberKey, challenge, grant, signing: keys.signing.privateKey, ...changed });
const open = (changed: Partial<UnlockRequest> = {}, of: Partial<typeof who> = {}, signer = signingPublic) =>
  openUnlock(instance, { ...who, ...of, signingPublic: signer, request: { ...request, ...changed } });

beforeAll(async () => {
  keys = await generateDeviceKeys({ extractable: false });
  const publicKeys = await publicDeviceKeys(keys);
  signingPublic = publicKeys.signing;
  instance = await generateP256('wrapping', false);
  const now = Date.now();
  challenge = {
    instance: newId<InstanceId>(),
    certificate: await issueCertificate(identity, {
      node: who.node,
      use: 'unlock',
      publicKey: await exportPublic(instance.publicKey),
      notBefore: new Date(now).toISOString(),
      notAfter: new Date(now + 3_600_000).toISOString(),
    }),
    challenge: toBase64url(randomBytes(32)),
    expires: new Date(now + 60_000).toISOString(),
    wrap: await wrapMemberKey(memberKey, publicKeys.wrapping, { ...who, recipient: who.device }),
  };
  request = await seal();
});

describe('an unlock', () => {
  it('carries the member key to the instance that asked', async () => {
    expect(UnlockRequest.parse(request)).toEqual(request);
    expect(await open()).toEqual(memberKey);
  });

  it('is sealed to no instance that the pinned identity did not certify', async () => {
    const stranger = ed25519FromSeed(randomBytes(32));
    const mismatch = { code: 'identity_mismatch' };
    await expect(seal({ identity: stranger.publicKey })).rejects.toMatchObject(mismatch);
    await expect(seal({ node: newId<NodeId>() })).rejects.toMatchObject(mismatch);
    await expect(seal({ now: Date.now() + 7_200_000 })).rejects.toMatchObject(mismatch);
    const forged = {
      ...challenge.certificate,
      publicKey: toBase64url(await exportPublic((await generateP256('wrapping', false)).publicKey)),
    };
    await expect(seal({ challenge: { ...challenge, certificate: forged } })).rejects.toMatchObject(mismatch);
  });

  it('is refused of another member, device or node, or signed by another key', async () => {
    await expect(open({}, { member: newId<MemberId>() })).rejects.toMatchObject(refused);
    await expect(open({}, { device: newId<DeviceId>() })).rejects.toMatchObject(refused);
    await expect(open({}, { node: newId<NodeId>() })).rejects.toMatchObject(refused);
    const other = await publicDeviceKeys(await generateDeviceKeys({ extractable: false }));
    await expect(open({}, {}, other.signing)).rejects.toMatchObject(refused);
  });

  it('is refused with another challenge, instance or key id, or a wider grant', async () => {
    const changes: Partial<UnlockRequest>[] = [
      { challenge: toBase64url(randomBytes(32)) },
      { instance: newId<InstanceId>() },
      { keyId: toBase64url(randomBytes(16)) },
      { grant: { ...grant, purposes: ['reflect', 'history'] } },
      { grant: { ...grant, until: '2027-11-20T20:00:00.000Z' } },
    ];
    for (const change of changes) await expect(open(change)).rejects.toMatchObject(refused);
  });

  it('is refused with any byte changed', async () => {
    for (const changed of everyByteFlipped(fromBase64url(request.signature))) {
      await expect(open({ signature: toBase64url(changed) })).rejects.toMatchObject(refused);
    }
    for (const part of ['enc', 'ct'] as const) {
      for (const changed of everyByteFlipped(fromBase64url(request.sealed[part]))) {
        await expect(open({ sealed: { ...request.sealed, [part]: toBase64url(changed) } })).rejects.toMatchObject(refused);
      }
    }
  });

  it('cannot be passed on by another device under its own signature', async () => {
    const thief = await generateDeviceKeys({ extractable: false });
    const device = newId<DeviceId>();
    const own = await seal({ device, memberKey: generateMemberKey(), signing: thief.signing.privateKey });
    const { signing } = await publicDeviceKeys(thief);
    for (const passedOn of [request, { ...own, sealed: request.sealed }, { ...own, sealed: request.sealed, keyId: request.keyId }]) {
      await expect(openUnlock(instance, { ...who, device, signingPublic: signing, request: passedOn })).rejects.toMatchObject(refused);
    }
  });

  it('is refused where another key is sealed than the one named', async () => {
    const other = generateMemberKey();
    const { instance: id, challenge: asked, keyId } = request;
    const info = fields('unlock/v1', who.node, who.member, who.device, id, fromBase64url(asked));
    const grantData = fields('unlock-grant/v1', fromBase64url(keyId), canonicalJson(grant));
    for (const [key, refusal] of [
      [memberKey, undefined],
      [other, refused],
      [memberKey.subarray(1), refused],
    ] as const) {
      const { enc, ct } = await hpkeSeal(await exportPublic(instance.publicKey), info, grantData, key);
      const unsigned = { ...who, instance: id, challenge: asked, keyId, sealed: { enc: toBase64url(enc), ct: toBase64url(ct) }, grant };
      const signature = await signP256(keys.signing.privateKey, fields('unlock-request/v1', canonicalJson(unsigned)));
      const opening = open({ sealed: unsigned.sealed, signature: toBase64url(signature) });
      if (refusal) await expect(opening).rejects.toMatchObject(refusal);
      else expect(await opening).toEqual(memberKey);
    }
  });

  it('is refused at another instance', async () => {
    const other = await generateP256('wrapping', false);
    await expect(openUnlock(other, { ...who, signingPublic, request })).rejects.toMatchObject(refused);
  });
});
