import { z } from 'zod';
import { bytes, DeviceId, InstanceId, Instant, ItemId } from './ids.js';
import { Certificate } from './stamps.js';

/** What a member may switch on at unlock; each is checked where something is opened. */
export const Purpose = z.enum(['reflect', 'history', 'outline']);
export type Purpose = z.infer<typeof Purpose>;

/** HPKE base mode (RFC 9180): encapsulated key (65 bytes for P-256) and ciphertext. */
export const HpkeSealed = z.strictObject({ enc: bytes({ exact: 65 }), ct: bytes({ max: 512 }) });
export type HpkeSealed = z.infer<typeof HpkeSealed>;

/** Names a member key without telling it: HKDF of the key, 16 bytes. */
export const MemberKeyId = bytes({ exact: 16 });

/** The member key, wrapped to one device or to the recovery pair. */
export const MemberWrap = z.strictObject({ recipient: z.union([DeviceId, z.literal('recovery')]), keyId: MemberKeyId, sealed: HpkeSealed });
export type MemberWrap = z.infer<typeof MemberWrap>;

/** The member's own HPKE pair, so that things can be sealed to a locked member: private half sealed under the member key. */
export const MemberPair = z.strictObject({ publicKey: bytes({ exact: 65 }), sealedPrivate: bytes({ max: 256 }) });
export type MemberPair = z.infer<typeof MemberPair>;

export const UnlockChallenge = z.strictObject({
  instance: InstanceId,
  /** HPKE key of the instance, certified for `unlock` by the node identity. */
  certificate: Certificate,
  challenge: bytes({ exact: 32 }),
  expires: Instant,
  wrap: MemberWrap,
});
export type UnlockChallenge = z.infer<typeof UnlockChallenge>;

export const UnlockGrant = z.strictObject({ purposes: z.array(Purpose).min(1).max(8), until: Instant });
export type UnlockGrant = z.infer<typeof UnlockGrant>;

/** Signature: ECDSA by the device over canonical JSON of everything else with node, member and device (see crypto/unlock.ts). */
export const UnlockRequest = z.strictObject({
  instance: InstanceId,
  challenge: bytes({ exact: 32 }),
  keyId: MemberKeyId,
  sealed: HpkeSealed,
  grant: UnlockGrant,
  signature: bytes({ exact: 64 }),
});
export type UnlockRequest = z.infer<typeof UnlockRequest>;

export const UnlockState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('locked'), waiting: z.int().min(0) }),
  z.strictObject({ state: z.literal('unlocked'), until: Instant, purposes: z.array(Purpose), waiting: z.int().min(0) }),
]);
export type UnlockState = z.infer<typeof UnlockState>;

/** Which drawer an item lies in; a collection key each, wrapped by the member key. */
export const Collection = z.enum(['reflection', 'mirrorback', 'outline']);
export type Collection = z.infer<typeof Collection>;

/** An item as stored: the envelope `v|alg|kid|nonce|ct|tag`, and its data key wrapped by the collection key. */
export const SealedItem = z.strictObject({
  item: ItemId,
  collection: Collection,
  envelope: bytes({ max: 262_144 }),
  wrappedKey: bytes({ max: 256 }),
});
export type SealedItem = z.infer<typeof SealedItem>;
