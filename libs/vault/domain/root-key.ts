import { MirrorError } from '#libs/contracts/index.js';
import { equalBytes, fromBase64url, hkdfSha256, sha256, toBase64url, utf8 } from '#libs/crypto/index.js';

export const ROOT_KEY_BYTES = 32;
const LINE = /^mirrorstead-root-key\/v1 ([A-Za-z0-9_-]{43})\nchecksum ([0-9a-f]{8})\n?$/;

/** The key under which the node's own keys lie. Secret in full; it never reaches the database. */
export type RootKey = { readonly key: Uint8Array };

/** Eight hexadecimal digits that notice a key copied badly by hand; they tell nothing of its 256 bits that helps. */
const checksum = (key: Uint8Array): string =>
  Buffer.from(sha256(Buffer.concat([utf8('mirrorstead/root-checksum/v1'), key])).subarray(0, 4)).toString('hex');

/** The key as its file holds it: two lines, so that it can be printed and typed again. */
export const formatRootKey = ({ key }: RootKey): string => `mirrorstead-root-key/v1 ${toBase64url(key)}\nchecksum ${checksum(key)}\n`;

/** @throws MirrorError `vault_unavailable` with a sentence naming the file */
export const parseRootKey = (text: string, where: string): RootKey => {
  const [, encoded = '', check] = LINE.exec(text) ?? [];
  const key = check === undefined ? new Uint8Array() : decoded(encoded);
  if (key.length !== ROOT_KEY_BYTES || checksum(key) !== check) {
    throw new MirrorError(
      'vault_unavailable',
      `The root key in ${where} is damaged: it does not fit its checksum. Put the whole file back from where you keep its copy, then start again. Nothing was changed.`,
    );
  }
  return { key };
};

/** Nothing where a sign was mistyped into one that no key ends with: damaged like any other. */
const decoded = (text: string): Uint8Array => {
  try {
    return fromBase64url(text);
  } catch {
    return new Uint8Array();
  }
};

/** What the database remembers of the root key: enough to know it again, and not enough to find it. 32 bytes. */
export const rootCommitment = ({ key }: RootKey): Uint8Array =>
  hkdfSha256(key, new Uint8Array(), utf8('mirrorstead/root-commitment/v1'), 32);

/** The key that seals the node's own keys. */
export const rootWrappingKey = ({ key }: RootKey): Uint8Array =>
  hkdfSha256(key, new Uint8Array(), utf8('mirrorstead/root-wrapping/v1'), 32);

/**
 * DESIGN "What must stay true", 5: old ciphertext is never met by a new key.
 * @throws MirrorError `vault_key_mismatch` with a sentence naming where the key came from
 */
export const checkCommitment = (root: RootKey, commitment: Uint8Array, where: string): void => {
  if (equalBytes(rootCommitment(root), commitment)) return;
  throw new MirrorError(
    'vault_key_mismatch',
    `The root key in ${where} is not the one that this data was sealed with. Put the right one back, then start again. Nothing was changed.`,
  );
};
