import { z } from 'zod';
import { Chain, ChainEntry, DevicePublic } from './chain.js';
import { bytes, DeviceId, Instant, LinkId, MemberId, NodeId } from './ids.js';
import { MemberPair, MemberWrap } from './keys.js';
import { Name } from './names.js';
import { EngineKind, EngineTrouble } from './turns.js';

export const PersonRole = z.enum(['owner', 'member']);
export type PersonRole = z.infer<typeof PersonRole>;

export const PersonName = Name;

/** Access token 5 minutes, DPoP-bound; the refresh token rotates with each use. */
export const Tokens = z.strictObject({ accessToken: z.string(), expires: Instant, refreshToken: z.string() });
export type Tokens = z.infer<typeof Tokens>;

export const NodeView = z.strictObject({
  node: NodeId,
  origin: z.url(),
  version: z.string(),
  /** Ed25519 identity, raw; devices pin it. */
  identity: bytes({ exact: 32 }),
  claimed: z.boolean(),
  /** Two letters; whose crisis lines are shown first. */
  region: z.string().length(2),
});
export type NodeView = z.infer<typeof NodeView>;

export const InvitationSecret = bytes({ exact: 32 });

/** All that makes a member and their first device, in one request. Nothing in it opens anything for the node. */
export const EnrolRequest = z.strictObject({
  invitation: InvitationSecret,
  name: PersonName,
  member: MemberId,
  /** The chain's first entry, signed by the device that it names. */
  first: ChainEntry,
  pair: MemberPair,
  /** The member key for the device and for the recovery pair. */
  wraps: z.array(MemberWrap).length(2),
});
export type EnrolRequest = z.infer<typeof EnrolRequest>;

export const Me = z.strictObject({ member: MemberId, name: z.string(), role: PersonRole, device: DeviceId });
export type Me = z.infer<typeof Me>;

export const Enrolled = z.strictObject({ me: Me, tokens: Tokens });
export type Enrolled = z.infer<typeof Enrolled>;

export const TokenGrant = z.discriminatedUnion('type', [
  /** The proof's key is the device's signing key: starts a new family. */
  z.strictObject({ type: z.literal('device'), device: DeviceId }),
  z.strictObject({ type: z.literal('refresh'), refreshToken: z.string().max(512) }),
]);

export const DeviceView = z.strictObject({
  device: DeviceId,
  name: z.string(),
  kind: DevicePublic.shape.kind,
  keys: DevicePublic.shape.keys,
  /** Of the wrapping key followed by the signing key (130 bytes), so that neither can be exchanged for another. */
  fingerprint: z.string(),
  addedAt: Instant,
  lastSeenAt: Instant.optional(),
  removedAt: Instant.optional(),
  current: z.boolean(),
});
export type DeviceView = z.infer<typeof DeviceView>;

/** A new device asks to join its member's others. The code is what the person types on a device that they have. */
export const LinkRequest = z.strictObject({ device: DevicePublic });
export const LinkOpened = z.strictObject({ link: LinkId, code: z.string(), expires: Instant });
export type LinkOpened = z.infer<typeof LinkOpened>;
/** `fingerprint`: as in DeviceView. Whoever approves works it out from `device` instead of believing it. */
export const LinkView = z.strictObject({ link: LinkId, device: DevicePublic, fingerprint: z.string(), expires: Instant });
export type LinkView = z.infer<typeof LinkView>;
export const LinkState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('pending'), expires: Instant }),
  z.strictObject({ state: z.literal('approved'), me: Me, chain: Chain, wrap: MemberWrap }),
  z.strictObject({ state: z.literal('refused') }),
]);
export type LinkState = z.infer<typeof LinkState>;

export const PersonView = z.strictObject({
  name: z.string(),
  role: PersonRole,
  state: z.enum(['invited', 'active']),
  since: Instant,
  /** Until when an invitation can be used. */
  expires: Instant.optional(),
  devices: z.int().min(0),
});
export type PersonView = z.infer<typeof PersonView>;

/** `secret` goes into the link's fragment, which no server sees; the node keeps only its hash. */
export const Invitation = z.strictObject({ name: PersonName, link: z.url(), expires: Instant });
export type Invitation = z.infer<typeof Invitation>;

export const EngineView = z.strictObject({ engine: EngineKind, model: z.string().optional(), trouble: EngineTrouble.optional() });
export type EngineView = z.infer<typeof EngineView>;

export const Health = z.strictObject({
  status: z.enum(['healthy', 'degraded']),
  version: z.string(),
  judge_model: z.string().nullable(),
  engine: EngineView,
});
export const Readiness = z.strictObject({
  ready: z.boolean(),
  parts: z.array(z.strictObject({ part: z.string(), ready: z.boolean(), detail: z.string().optional() })),
});
export type Readiness = z.infer<typeof Readiness>;

export const Done = z.strictObject({ done: z.literal(true) });
