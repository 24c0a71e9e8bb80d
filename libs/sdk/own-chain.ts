import { type Chain, type DeviceView, MirrorError } from '#libs/contracts/index.js';
import { continuesFrom, fromBase64url, toBase64url, type VerifiedChain, verifyChain } from '#libs/crypto/index.js';
import { deviceFingerprint } from './device-fingerprint.js';
import type { ChainHead, MemberRecord } from './device-record.js';
import type { MemberCalls } from './member-calls.js';

/** The member's devices as their signed list has them. */
export type OwnDevices = { devices: DeviceView[]; chain: VerifiedChain };

const refuse = (detail: string): never => {
  throw new MirrorError('chain_invalid', detail);
};

/** The newest entry of a verified list, as a record keeps it. */
export const pinOf = ({ head }: VerifiedChain): ChainHead => ({ index: head.index, hash: toBase64url(head.hash) });

/** Verifies a list that the node sent against what this device knows. @throws {MirrorError} `chain_invalid` */
export const verifyAgainst = async ({ node, self, standing }: MemberRecord, chain: Chain): Promise<VerifiedChain> => {
  const verified = await verifyChain(node, standing.me.member, chain);
  // An older or rewritten list would bring a removed device back, or hide an entry that this device has seen.
  const pinned = { index: standing.head.index, hash: fromBase64url(standing.head.hash) };
  if (!continuesFrom(chain, pinned)) refuse('The list of devices does not go on from the one that this device knows.');
  const own = verified.devices.find(({ device }) => device === self.device);
  if (own?.signing !== self.signing || own.wrapping !== self.wrapping) refuse('This device is not in the list with its own keys.');
  return verified;
};

/** What the node says of each device, as far as the list bears it out; keys and fingerprints are the list's. */
const checkedViews = (views: readonly DeviceView[], chain: VerifiedChain): DeviceView[] => {
  const listed = new Map([...chain.devices, ...chain.removed].map((device) => [device.device, device]));
  const shown = views.map((view) => {
    const device = listed.get(view.device) ?? refuse('The server shows a device that nobody signed.');
    const { name, kind, keys } = device;
    return { ...view, name, kind, keys, fingerprint: deviceFingerprint(device) };
  });
  for (const { device } of chain.devices) {
    if (!shown.some((view) => view.device === device)) refuse('The server hides a device that is in the list.');
  }
  return shown;
};

/** Loads and verifies the list of devices, and pins its newest entry. */
export const loadOwnDevices = async (calls: MemberCalls): Promise<OwnDevices> => {
  const loaded = await calls.request('devices');
  const record = await calls.state.member();
  const chain = await verifyAgainst(record, loaded.chain);
  const devices = checkedViews(loaded.devices, chain);
  await pin(calls, chain);
  return { devices, chain };
};

/** Another tab may have pinned a later entry meanwhile; the pin never goes back. */
export const pin = async ({ state }: MemberCalls, chain: VerifiedChain): Promise<void> => {
  const head = pinOf(chain);
  if (head.index <= (await state.member()).standing.head.index) return;
  await state.change(({ standing }) => (head.index > standing.head.index ? { head } : {}));
};
