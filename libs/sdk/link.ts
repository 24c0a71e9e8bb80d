import { type LinkState, type Me, MirrorError, parseDeviceLink } from '#libs/contracts/index.js';
import { describeDevice, fingerprint, fromBase64url, unwrapMemberKey, verifyChain, wipe } from '#libs/crypto/index.js';
import { deviceFingerprint } from './device-fingerprint.js';
import { type DeviceRecord, defaultSettings, type Standing } from './device-record.js';
import { type Joining, makeKeys } from './joining.js';
import { meetNode } from './known-node.js';
import { safeOrigin } from './origin.js';
import { pinOf } from './own-chain.js';
import { pause } from './pause.js';

/** `at`: a device link, or the node's bare origin. */
export type LinkOptions = { at: string; deviceName: string };

/** This device waits to be approved. */
export interface PendingLink {
  /** What the person types on a device that they have. */
  readonly code: string;
  /** Of this device's keys; the approving device shows the same. */
  readonly fingerprint: string;
  readonly nodeFingerprint: string;
  readonly expires: string;
  /**
   * Resolves when approved and verified.
   * @throws {MirrorError} `forbidden` when refused, `link_expired`; the signal's reason when it aborts
   */
  waitForApproval(signal?: AbortSignal): Promise<Me>;
}

type Linking = DeviceRecord & { standing: Extract<Standing, { is: 'linking' }> };
type Approved = Extract<LinkState, { state: 'approved' }>;

const FIRST_PAUSE_MS = 800;
const LONGEST_PAUSE_MS = 4_000;

/** Asks to become a further device of a member. */
export const openLink = async (joining: Joining, options: LinkOptions): Promise<PendingLink> => {
  const { origin: at, identity: expected } = parseDeviceLink(options.at);
  const transport = joining.transportTo(safeOrigin(at));
  const { origin, node, identity } = await meetNode(transport, expected);
  const { keys, description } = await makeKeys(joining.parts, options.deviceName);
  const self = await describeDevice(keys, description);
  const { link, code, expires } = await transport.request('openLink', { body: { device: self } }, { signing: keys.signing });
  const standing = { is: 'linking' as const, link, code, expires };
  const record: Linking = { version: 1, origin, node, identity, self, keys, settings: defaultSettings, standing };
  await joining.state.found(record);
  return pending(joining, record);
};

/** The link that this device was waiting for before a reload. */
export const takeUpLink = async (joining: Joining): Promise<PendingLink | undefined> => {
  const record = await joining.state.read();
  if (record?.standing.is !== 'linking') return undefined;
  return pending(joining, { ...record, standing: record.standing });
};

const pending = (joining: Joining, record: Linking): PendingLink => ({
  code: record.standing.code,
  fingerprint: deviceFingerprint(record.self),
  nodeFingerprint: fingerprint(fromBase64url(record.identity)),
  expires: record.standing.expires,
  waitForApproval: async (signal) => {
    const approved = await poll(joining, record, signal);
    const standing = await verified(record, approved);
    await joining.parts.store.save({ ...record, standing });
    return approved.me;
  },
});

/** Asks again and again, a little later each time, until someone answered on the other device. */
const poll = async ({ parts, transportTo }: Joining, record: Linking, signal?: AbortSignal): Promise<Approved> => {
  const { link } = record.standing;
  const transport = transportTo(record.origin);
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.3, LONGEST_PAUSE_MS)) {
    await pause(wait, signal);
    signal?.throwIfAborted();
    try {
      const state = await transport.request('linkState', { params: { link } }, { signing: record.keys.signing });
      if (state.state === 'approved') return state;
      if (state.state === 'refused') throw new MirrorError('forbidden', 'The other device refused this one.');
    } catch (error) {
      if (!(error instanceof MirrorError)) throw error;
      // Out of reach for a while, or too eager: neither ends the wait.
      if (error.code === 'unreachable' || error.code === 'rate_limited') continue;
      await parts.store.remove();
      throw error;
    }
  }
};

/**
 * What this device may believe after the approval: a list that verifies and has it with its own keys, and a member key
 * that is wrapped to it and is the one named.
 */
const verified = async ({ node, self, keys }: Linking, { me, chain, wrap }: Approved): Promise<Standing> => {
  const list = await verifyChain(node, me.member, chain);
  const own = list.devices.find(({ device }) => device === self.device);
  if (me.device !== self.device || own?.signing !== self.signing || own.wrapping !== self.wrapping) {
    throw new MirrorError('chain_invalid', 'This device is not in the list with its own keys.');
  }
  if (wrap.recipient !== self.device) throw new MirrorError('chain_invalid', 'The key was wrapped to another device.');
  wipe(await unwrapMemberKey(keys.wrapping, wrap, { node, member: me.member }));
  return { is: 'member', me, keyId: wrap.keyId, head: pinOf(list), closed: false };
};
