import { z } from 'zod';
import { bytes, DeviceId, Instant, MemberId, NodeId } from './ids.js';
import { Name } from './names.js';

/** A P-256 public key, uncompressed (65 bytes: 0x04 | x | y). */
export const P256PublicKey = bytes({ exact: 65 });

export const DeviceKind = z.enum(['browser', 'cli']);
/** How the device keeps its keys: in the browser's store, non-extractable; or as a software key in a file. */
export const KeyKind = z.enum(['non-extractable', 'software']);

export const DevicePublic = z.strictObject({
  device: DeviceId,
  name: Name,
  kind: DeviceKind,
  keys: KeyKind,
  /** ECDH: things are wrapped to it. */
  wrapping: P256PublicKey,
  /** ECDSA: it signs chain entries, unlocks and DPoP proofs. */
  signing: P256PublicKey,
});
export type DevicePublic = z.infer<typeof DevicePublic>;

export const RecoveryPublic = z.strictObject({ wrapping: P256PublicKey, signing: P256PublicKey });
export type RecoveryPublic = z.infer<typeof RecoveryPublic>;

const head = {
  version: z.literal(1),
  node: NodeId,
  member: MemberId,
  /** 0 for the first; each later one is one more. */
  index: z.int().min(0).max(10_000),
  /** sha256 of the entry before, as signed; 32 zero bytes for the first. */
  previous: bytes({ exact: 32 }),
  at: Instant,
  /** Device that signs, or `recovery`. The first entry signs itself. */
  signer: z.union([DeviceId, z.literal('recovery')]),
};

/** What a chain entry says; its canonical JSON (RFC 8785) behind a label is what gets signed (crypto/chain.ts). */
export const ChainEntryBody = z.discriminatedUnion('kind', [
  z.strictObject({ ...head, kind: z.literal('first'), device: DevicePublic, recovery: RecoveryPublic }),
  z.strictObject({ ...head, kind: z.literal('add'), device: DevicePublic }),
  z.strictObject({ ...head, kind: z.literal('remove'), removed: DeviceId }),
]);
export type ChainEntryBody = z.infer<typeof ChainEntryBody>;

/** ECDSA P-256 with SHA-256, raw r|s (IEEE P1363). */
export const ChainEntry = z.strictObject({ body: ChainEntryBody, signature: bytes({ exact: 64 }) });
export type ChainEntry = z.infer<typeof ChainEntry>;

export const Chain = z.array(ChainEntry).min(1).max(500);
export type Chain = z.infer<typeof Chain>;
