import type { ChainEntryBody, DeviceId, DevicePublic, LinkView } from '#libs/contracts/index.js';
import { MirrorError } from '#libs/contracts/index.js';
import { following, fromBase64url, signEntry, type VerifiedChain, wipe, wrapMemberKey } from '#libs/crypto/index.js';
import { deviceFingerprint } from './device-fingerprint.js';
import type { MemberRecord } from './device-record.js';
import type { MemberCalls } from './member-calls.js';
import { loadOwnDevices } from './own-chain.js';
import { openOwnWrap } from './unlock.js';

/** Another device waits for this one. Compare the fingerprint on both before `approve`. */
export interface LinkApproval {
  readonly device: DevicePublic;
  readonly fingerprint: string;
  readonly expires: string;
  approve(): Promise<void>;
  refuse(): Promise<void>;
}

type EntryEnd = { kind: 'add'; device: DevicePublic } | { kind: 'remove'; removed: DeviceId };

/** The next entry of the verified list, signed by this device. */
const nextEntry = ({ node, self, keys, standing }: MemberRecord, { head }: VerifiedChain, end: EntryEnd) => {
  const at = new Date().toISOString();
  const body: ChainEntryBody = { version: 1, node, member: standing.me.member, ...following(head), at, signer: self.device, ...end };
  return signEntry(keys.signing.privateKey, body);
};

/** Adds the device to the list and wraps the member key to it. */
const approve = async (calls: MemberCalls, { link, device }: LinkView): Promise<void> => {
  const { chain } = await loadOwnDevices(calls);
  const record = await calls.state.member();
  const { wrap } = await calls.request('unlockChallenge');
  const memberKey = await openOwnWrap(record, wrap);
  try {
    const to = { node: record.node, member: record.standing.me.member, recipient: device.device };
    await calls.request('answerLink', {
      body: {
        answer: 'approve',
        link,
        entry: await nextEntry(record, chain, { kind: 'add', device }),
        wrap: await wrapMemberKey(memberKey, fromBase64url(device.wrapping), to),
      },
    });
  } finally {
    wipe(memberKey);
  }
  await loadOwnDevices(calls);
};

/** Looks up the device behind a code. The fingerprint is worked out from its keys here, not taken from the node. */
export const lookAtLink = async (calls: MemberCalls, code: string): Promise<LinkApproval> => {
  const view = await calls.request('lookLink', { body: { code: code.trim() } });
  return {
    device: view.device,
    fingerprint: deviceFingerprint(view.device),
    expires: view.expires,
    approve: () => approve(calls, view),
    refuse: async () => {
      await calls.request('answerLink', { body: { answer: 'refuse', link: view.link } });
    },
  };
};

/** Signs a device out of the list; it opens nothing any more, at once. This device may remove itself. */
export const removeDevice = async (calls: MemberCalls, removed: DeviceId): Promise<void> => {
  const { chain } = await loadOwnDevices(calls);
  if (!chain.devices.some(({ device }) => device === removed)) throw new MirrorError('not_found');
  const record = await calls.state.member();
  await calls.request('removeDevice', { body: { entry: await nextEntry(record, chain, { kind: 'remove', removed }) } });
  if (removed !== record.self.device) await loadOwnDevices(calls);
};
