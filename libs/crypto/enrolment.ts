import {
  type ChainEntry,
  type DeviceId,
  type DevicePublic,
  type MemberId,
  type MemberPair,
  type MemberWrap,
  type NodeId,
  type RecoveryPublic,
} from '#libs/contracts/index.js';
import { webAead } from './aead.js';
import { toBase64url } from './bytes.js';
import { signEntry } from './chain.js';
import { type DeviceKeys, publicDeviceKeys } from './device-keys.js';
import { newId } from './id.js';
import { createMemberPair, generateMemberKey, wrapMemberKey } from './member-key.js';
import { createRecoveryCode, parseRecoveryCode } from './recovery-code.js';
import { type Argon2id, recoveryKeys } from './recovery-keys.js';

export type DeviceDescription = { readonly name: string; readonly kind: DevicePublic['kind']; readonly keys: DevicePublic['keys'] };

/** All that makes a member: what `EnrolRequest` takes, and what stays on the device (`memberKey`, `recoveryCode`). */
export type NewMember = {
  readonly member: MemberId;
  readonly device: DevicePublic;
  readonly first: ChainEntry;
  readonly pair: MemberPair;
  readonly wraps: [MemberWrap, MemberWrap];
  readonly memberKey: Uint8Array;
  /** Shown once, to print; nothing keeps it. */
  readonly recoveryCode: string;
};

/** A device as its chain entry names it, under a fresh id. */
export const describeDevice = async (keys: DeviceKeys, description: DeviceDescription): Promise<DevicePublic> => {
  const { wrapping, signing } = await publicDeviceKeys(keys);
  return { ...description, device: newId<DeviceId>(), wrapping: toBase64url(wrapping), signing: toBase64url(signing) };
};

/**
 * Makes a member on their first device: member key, pair, recovery code, the first entry of the chain.
 * @param now milliseconds, for the entry
 */
export const createMember = async (options: {
  node: NodeId;
  keys: DeviceKeys;
  description: DeviceDescription;
  argon2id: Argon2id;
  now?: number;
}): Promise<NewMember> => {
  const { node, keys, description, argon2id, now = Date.now() } = options;
  const member = newId<MemberId>();
  const owner = { node, member };
  const memberKey = generateMemberKey();
  const recoveryCode = createRecoveryCode();
  const recovery = await publicDeviceKeys(await recoveryKeys(parseRecoveryCode(recoveryCode), argon2id));
  const device = await describeDevice(keys, description);
  const { wrapping } = await publicDeviceKeys(keys);
  const recoveryPublic: RecoveryPublic = { wrapping: toBase64url(recovery.wrapping), signing: toBase64url(recovery.signing) };
  return {
    member,
    device,
    first: await signEntry(keys.signing.privateKey, {
      version: 1,
      ...owner,
      index: 0,
      previous: toBase64url(new Uint8Array(32)),
      at: new Date(now).toISOString(),
      signer: device.device,
      kind: 'first',
      device,
      recovery: recoveryPublic,
    }),
    pair: await createMemberPair(webAead, memberKey, owner),
    wraps: [
      await wrapMemberKey(memberKey, wrapping, { ...owner, recipient: device.device }),
      await wrapMemberKey(memberKey, recovery.wrapping, { ...owner, recipient: 'recovery' }),
    ],
    memberKey,
    recoveryCode,
  };
};
