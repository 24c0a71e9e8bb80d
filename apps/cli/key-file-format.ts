import { z } from 'zod';
import { DevicePublic, LinkId, Me, MemberId, NodeId, Purpose, Tokens } from '#libs/contracts/index.js';
import { canonicalJson, utf8 } from '#libs/crypto/index.js';
import type { DeviceRecord } from '#libs/sdk/index.js';
import { Sealed } from './key-seal.js';

const ChainHead = z.strictObject({ index: z.int().min(0), hash: z.string() });
const EcPrivateJwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() });

/** What may be read without the passphrase. */
const PublicPart = z.strictObject({
  format: z.literal('mirrorstead-device/1'),
  origin: z.url(),
  node: NodeId,
  identity: z.string(),
  self: DevicePublic,
  settings: z.strictObject({ automatic: z.boolean(), purposes: z.array(Purpose).min(1), hours: z.number().positive() }),
  standing: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('enrolling'), member: MemberId, keyId: z.string(), head: ChainHead }),
    z.strictObject({ is: z.literal('linking'), link: LinkId, code: z.string(), expires: z.string() }),
    z.strictObject({ is: z.literal('member'), me: Me, keyId: z.string(), head: ChainHead, closed: z.boolean() }),
  ]),
});
export type PublicPart = z.infer<typeof PublicPart>;

/** What may not: both private keys and the tokens. */
export const Secret = z.strictObject({
  keys: z.strictObject({ wrapping: EcPrivateJwk, signing: EcPrivateJwk }),
  tokens: Tokens.optional(),
});
export type Secret = z.infer<typeof Secret>;

/** The key file: one JSON object, its secret plain or sealed. */
export const KeyFileContent = z.strictObject({ public: PublicPart, secret: z.union([Secret, Sealed]) });
export type KeyFileContent = z.infer<typeof KeyFileContent>;

/** What is authenticated along with a sealed secret. */
export const about = (part: PublicPart): Uint8Array => utf8(canonicalJson(part));

export const splitRecord = ({ version: _, keys: __, standing, ...rest }: DeviceRecord): { part: PublicPart; tokens?: Tokens } => {
  const part = { format: 'mirrorstead-device/1' as const, ...rest };
  if (standing.is !== 'member') return { part: { ...part, standing } };
  const { tokens, ...known } = standing;
  return { part: { ...part, standing: known }, ...(tokens ? { tokens } : {}) };
};

export const joinRecord = ({ format: _, standing, ...rest }: PublicPart, keys: DeviceRecord['keys'], tokens?: Tokens): DeviceRecord => ({
  version: 1,
  ...rest,
  keys,
  standing: standing.is === 'member' && tokens ? { ...standing, tokens } : standing,
});
