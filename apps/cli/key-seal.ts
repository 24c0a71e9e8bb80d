import { hashRaw } from '@node-rs/argon2';
import { z } from 'zod';
import { bytes, MirrorError } from '#libs/contracts/index.js';
import { type Argon2id, fromBase64url, randomBytes, toBase64url, webAead } from '#libs/crypto/index.js';

/** RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes. */
const cost = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 } as const;

/** What a passphrase seals: Argon2id, then AES-256-GCM. A file that names another cost is not read: it could be a weaker one. */
export const Sealed = z.strictObject({
  kdf: z.literal('argon2id'),
  memoryKiB: z.literal(cost.memoryKiB),
  passes: z.literal(cost.passes),
  lanes: z.literal(cost.lanes),
  salt: bytes({ exact: 16 }),
  cipher: z.literal('aes-256-gcm'),
  nonce: bytes({ exact: 12 }),
  sealed: bytes({ max: 65_536 }),
});
export type Sealed = z.infer<typeof Sealed>;

/** Argon2id 1.3 by the native library; its default is that variant and version. */
export const argon2id: Argon2id = (password, salt, { memoryKiB, passes, lanes, length }) =>
  hashRaw(password, { salt, memoryCost: memoryKiB, timeCost: passes, parallelism: lanes, outputLen: length });

/** The key that a passphrase stands for, with its salt. Made once per run: it costs a fifth of a second on purpose. */
export type FileKey = { salt: Uint8Array; key: Uint8Array };

export const deriveFileKey = async (passphrase: string, salt: Uint8Array = randomBytes(16)): Promise<FileKey> => {
  // NFKC: the same passphrase typed on another keyboard is the same bytes (RFC 8265 §4.2 does it likewise).
  const password = new TextEncoder().encode(passphrase.normalize('NFKC'));
  return { salt, key: await argon2id(password, salt, { ...cost, length: 32 }) };
};

/** `about` is authenticated along with it: nobody changes the pinned server beside the sealed keys. */
export const sealSecret = async ({ salt, key }: FileKey, about: Uint8Array, secret: Uint8Array): Promise<Sealed> => {
  const nonce = randomBytes(12);
  const sealed = toBase64url(await webAead.seal(key, nonce, about, secret));
  return { kdf: 'argon2id', ...cost, salt: toBase64url(salt), cipher: 'aes-256-gcm', nonce: toBase64url(nonce), sealed };
};

/** @throws {MirrorError} `device_keys_closed` */
export const openSecret = async ({ key }: FileKey, about: Uint8Array, { nonce, sealed }: Sealed): Promise<Uint8Array> => {
  try {
    return await webAead.open(key, fromBase64url(nonce), about, fromBase64url(sealed));
  } catch (cause) {
    throw new MirrorError('device_keys_closed', 'The passphrase does not open the key file, or the file was changed.', { cause });
  }
};
