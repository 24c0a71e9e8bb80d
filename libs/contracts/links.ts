import { z } from 'zod';
import { MirrorError } from './errors.js';
import { bytes } from './ids.js';

/**
 * What a claim or invitation link carries: where the node is, the secret that is used once, and the node's identity
 * (raw Ed25519), which the device pins before it sends anything.
 */
export const InvitationLink = z.strictObject({
  origin: z.url({ protocol: /^https?$/ }),
  invitation: bytes({ exact: 32 }),
  identity: bytes({ exact: 32 }),
});
export type InvitationLink = z.infer<typeof InvitationLink>;

/** Where a further device of a member joins: no secret in it, only whom to trust. */
export const DeviceLink = InvitationLink.pick({ origin: true, identity: true }).partial({ identity: true });
export type DeviceLink = z.infer<typeof DeviceLink>;

/** Secret and identity stand in the fragment, which no server and no log sees (RFC 3986 §3.5). */
export const invitationLink = ({ origin, invitation, identity }: InvitationLink): string => `${origin}/join#${invitation}.${identity}`;

/** The link that a device shows to the next one. */
export const deviceLink = ({ origin, identity }: Required<DeviceLink>): string => `${origin}/link#${identity}`;

const split = (text: string): { origin: string; parts: string[] } => {
  const url = URL.parse(text.trim());
  return { origin: url?.origin ?? '', parts: url?.hash ? url.hash.slice(1).split('.') : [] };
};

/** @throws {MirrorError} `invalid_request` for what is not a claim or invitation link. */
export const parseInvitationLink = (text: string): InvitationLink => {
  const { origin, parts } = split(text);
  const link = InvitationLink.safeParse({ origin, invitation: parts[0], identity: parts[1] });
  if (!link.success || parts.length !== 2) throw new MirrorError('invalid_request', 'This is not a whole invitation link.');
  return link.data;
};

/**
 * A device link, or the bare origin of a node, whose identity is then not known and has to be compared by a person.
 * @throws {MirrorError} `invalid_request`
 */
export const parseDeviceLink = (text: string): DeviceLink => {
  const { origin, parts } = split(text);
  const link = DeviceLink.safeParse({ origin, identity: parts[0] });
  if (!link.success || parts.length > 1) throw new MirrorError('invalid_request', 'This is not the address of a server.');
  return link.data;
};
