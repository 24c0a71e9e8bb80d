import {
  type Chain,
  type ChainEntry,
  type ChainEntryBody,
  type DeviceId,
  type DevicePublic,
  type MemberId,
  MirrorError,
  type NodeId,
  type RecoveryPublic,
} from '#libs/contracts/index.js';
import { equalBytes, fromBase64url, toBase64url } from './bytes.js';
import { canonicalJson } from './canonical-json.js';
import { sha256 } from './digest.js';
import { fields } from './fields.js';
import { signP256, verifyP256 } from './p256.js';

/** What a chain says once every entry was verified. Devices pin `head` and accept only a chain that goes on from it. */
export type VerifiedChain = {
  readonly devices: readonly DevicePublic[];
  readonly removed: readonly DevicePublic[];
  readonly recovery: RecoveryPublic;
  readonly head: ChainHead;
};
export type ChainHead = { readonly index: number; readonly hash: Uint8Array };

/** `chain-entry/v1 | canonical JSON of the body` */
const statement = (body: ChainEntryBody): Uint8Array => fields('chain-entry/v1', canonicalJson(body));

/** SHA-256 of an entry as signed; the next one names it. */
export const entryHash = (entry: ChainEntry): Uint8Array => sha256(statement(entry.body));

/** Signs an entry with the device key, or the recovery key, that its `signer` names. */
export const signEntry = async (privateKey: CryptoKey, body: ChainEntryBody): Promise<ChainEntry> => ({
  body,
  signature: toBase64url(await signP256(privateKey, statement(body))),
});

/** Head, index and previous hash for an entry that follows a verified chain. */
export const following = (head: ChainHead): { index: number; previous: string } => ({
  index: head.index + 1,
  previous: toBase64url(head.hash),
});

/** Whether the chain holds the entry that a device pinned: a shorter or a rewritten list is not the member's. */
export const continuesFrom = (chain: Chain, pinned: ChainHead): boolean => {
  const entry = chain[pinned.index];
  return entry !== undefined && equalBytes(entryHash(entry), pinned.hash);
};

const refuse = (index: number, why: string): never => {
  throw new MirrorError('chain_invalid', `Entry ${index} of the list of devices does not verify: ${why}.`);
};

type Progress = { present: Map<DeviceId, DevicePublic>; removed: Map<DeviceId, DevicePublic>; recovery: RecoveryPublic };

/** The key that must have signed: of a device that is present at that place of the chain, or the recovery key. */
const signingKey = ({ present, recovery }: Progress, body: ChainEntryBody): string => {
  if (body.signer === 'recovery') return body.kind === 'first' ? refuse(body.index, 'the first signs itself') : recovery.signing;
  return present.get(body.signer)?.signing ?? refuse(body.index, 'its signer is not one of the devices');
};

const add = ({ present, removed, recovery }: Progress, index: number, device: DevicePublic): void => {
  const known = [...present.values(), ...removed.values()];
  if (known.some((other) => other.device === device.device)) refuse(index, 'the device was listed before');
  // One key under two names would outlive the removal of either.
  const keys = new Set([...known, recovery].flatMap(({ wrapping, signing }) => [wrapping, signing]));
  if (keys.has(device.wrapping) || keys.has(device.signing) || device.wrapping === device.signing) refuse(index, 'a key is listed twice');
  present.set(device.device, device);
};

const remove = ({ present, removed }: Progress, index: number, device: DeviceId): void => {
  const gone = present.get(device) ?? refuse(index, 'it removes a device that is not there');
  present.delete(device);
  removed.set(device, gone);
};

/**
 * Verifies a member's list of devices (DESIGN "Keys"): nobody but the member's own devices and recovery key can add to it,
 * and the node can neither slip in a device nor reorder or cut out entries. That the end was not cut off is for whoever
 * pinned a head to see (`continuesFrom`).
 * @throws MirrorError `chain_invalid`
 */
export const verifyChain = async (node: NodeId, member: MemberId, chain: Chain): Promise<VerifiedChain> => {
  const [first] = chain;
  // 1. It begins with the entry that names the first device and the recovery keys.
  if (first?.body.kind !== 'first' || first.body.signer !== first.body.device.device) return refuse(0, 'it is no first entry');
  const { recovery } = first.body;
  if (recovery.wrapping === recovery.signing) refuse(0, 'a key is listed twice');
  const progress: Progress = { present: new Map(), removed: new Map(), recovery };
  let previous: Uint8Array = new Uint8Array(32);
  for (const [index, entry] of chain.entries()) {
    const { body } = entry;
    // 2. Every entry belongs to this member of this node, at this place: none is copied from elsewhere or moved.
    if (body.node !== node || body.member !== member) refuse(index, 'it belongs to someone else');
    if (body.index !== index) refuse(index, 'it stands in another place');
    // 3. It names the entry before: none was exchanged or left out.
    if (!equalBytes(fromBase64url(body.previous), previous)) refuse(index, 'it does not follow the one before');
    // 4. The first names its own signer; all others are signed by who was there before them, so an entry can't vouch for itself.
    if (body.kind === 'first') {
      if (index !== 0) refuse(index, 'only one can be the first');
      add(progress, index, body.device);
    }
    const key = fromBase64url(signingKey(progress, body));
    if (!(await verifyP256(key, statement(body), fromBase64url(entry.signature)))) refuse(index, 'its signature is wrong');
    // 5. Only now it counts.
    if (body.kind === 'add') add(progress, index, body.device);
    if (body.kind === 'remove') remove(progress, index, body.removed);
    previous = entryHash(entry);
  }
  return {
    devices: [...progress.present.values()],
    removed: [...progress.removed.values()],
    recovery,
    head: { index: chain.length - 1, hash: previous },
  };
};
