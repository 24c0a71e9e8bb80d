import { type Enrolled, type EnrolRequest, type Me, MirrorError, type PersonRole, parseInvitationLink } from '#libs/contracts/index.js';
import { createMember, entryHash, fingerprint, fromBase64url, toBase64url, wipe } from '#libs/crypto/index.js';
import { type DeviceRecord, defaultSettings } from './device-record.js';
import { type Joining, makeKeys, parseName } from './joining.js';
import { meetNode } from './known-node.js';
import { safeOrigin } from './origin.js';
import { pause } from './pause.js';
import type { Transport } from './transport.js';

/** What an invitation is for, before it is used. */
export type InvitationPreview = { origin: string; fingerprint: string; name?: string; role: PersonRole; expires: string };
/** `recoveryCode` is told here and nowhere else, once. */
export type Enrolment = { me: Me; recoveryCode: string };
export type EnrolOptions = { link: string; name: string; deviceName: string };

type Enrolling = DeviceRecord & { standing: { is: 'enrolling' } };

const TRIES = 3;

/** Verifies the node behind the link, then asks what the invitation is for. */
export const lookAtInvitation = async ({ transportTo }: Joining, text: string): Promise<InvitationPreview> => {
  const link = parseInvitationLink(text);
  const transport = transportTo(safeOrigin(link.origin));
  const { origin, identity } = await meetNode(transport, link.identity);
  const preview = await transport.request('invitation', { body: { invitation: link.invitation } });
  return { ...preview, origin, fingerprint: fingerprint(fromBase64url(identity)) };
};

/** Makes a member on this device: keys, member key, recovery code, first entry of the device list. */
export const enrol = async (joining: Joining, options: EnrolOptions): Promise<Enrolment> => {
  const link = parseInvitationLink(options.link);
  const transport = joining.transportTo(safeOrigin(link.origin));
  await finishEarlierTry(joining);
  const { origin, node, identity } = await meetNode(transport, link.identity);
  const { keys, description } = await makeKeys(joining.parts, options.deviceName);
  const { member, device, first, pair, wraps, memberKey, recoveryCode } = await createMember({
    node,
    keys,
    description,
    argon2id: joining.parts.argon2id,
  });
  wipe(memberKey);
  const head = { index: 0, hash: toBase64url(entryHash(first)) };
  const standing = { is: 'enrolling' as const, member, keyId: wraps[0].keyId, head };
  const record: Enrolling = { version: 1, origin, node, identity, self: device, keys, settings: defaultSettings, standing };
  // Stored before it is sent: a crash in between must not lose the only keys of a member that the node has made.
  await joining.state.found(record);
  const request = { invitation: link.invitation, name: parseName(options.name), member, first, pair, wraps };
  const enrolled = await send(joining, transport, record, request);
  return { me: await become(joining, record, enrolled), recoveryCode };
};

/** Sends until an answer comes. Where an answer was lost and the link is used now, it was this device that used it. */
const send = async (joining: Joining, transport: Transport, record: Enrolling, body: EnrolRequest): Promise<Enrolled> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transport.request('enrol', { body }, { signing: record.keys.signing });
    } catch (error) {
      if (!(error instanceof MirrorError)) throw error;
      const lost = error.code === 'unreachable';
      const arrived = !lost && attempt > 1 ? await signIn(transport, record) : undefined;
      if (arrived) return arrived;
      if (!lost) await joining.parts.store.remove();
      if (!lost || attempt === TRIES) throw error;
      await pause(attempt * 400);
    }
  }
};

/** Whether the node knows this device already; then its tokens and member. */
const signIn = async (transport: Transport, { keys, self }: Enrolling): Promise<Enrolled | undefined> => {
  const { signing } = keys;
  try {
    const tokens = await transport.request('tokens', { body: { type: 'device', device: self.device } }, { signing });
    return { tokens, me: await transport.request('me', {}, { signing, token: tokens.accessToken }) };
  } catch (error) {
    if (error instanceof MirrorError && error.code !== 'unreachable') return undefined;
    throw error;
  }
};

const become = async ({ parts }: Joining, record: Enrolling, { me, tokens }: Enrolled): Promise<Me> => {
  const { member, keyId, head } = record.standing;
  // A node that answers with another member would have this device write into someone else's vault.
  if (me.member !== member || me.device !== record.self.device) throw new MirrorError('identity_mismatch');
  await parts.store.save({ ...record, standing: { is: 'member', me, keyId, head, tokens, closed: false } });
  return me;
};

/** A try before this one was cut off after it was sent. If it arrived, the keys on this device are the member's. */
const finishEarlierTry = async (joining: Joining): Promise<void> => {
  const record = await joining.state.read();
  if (record?.standing.is !== 'enrolling') return;
  const enrolling = { ...record, standing: record.standing };
  const enrolled = await signIn(joining.transportTo(record.origin), enrolling);
  if (!enrolled) return;
  await become(joining, enrolling, enrolled);
  throw new MirrorError(
    'already_enrolled',
    'The try before this one arrived, so this device is enrolled. Its recovery code was not shown.',
  );
};
