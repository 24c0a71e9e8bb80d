import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** SHA-256 (FIPS 180-4), 32 bytes; synchronous, so that pure functions stay pure. */
export const sha256 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes);

/** HMAC-SHA-256 (RFC 2104), 32 bytes. */
export const hmacSha256 = (key: Uint8Array, data: Uint8Array): Uint8Array => hmac(nobleSha256, key, data);

/** HKDF-SHA-256 (RFC 5869), `length` up to 8,160 bytes. */
export const hkdfSha256 = (ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array =>
  hkdf(nobleSha256, ikm, salt, info, length);
