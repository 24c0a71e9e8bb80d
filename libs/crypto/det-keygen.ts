import { p256 } from '@noble/curves/nist.js';
import { concatBytes, utf8 } from './bytes.js';
import { hmacSha256 } from './digest.js';

const PERSONALIZATION = utf8('det ECDSA key gen P-256');

/**
 * Deterministic ECDSA key generation for P-256, c2sp.org/det-keygen (FIPS 186-5 §A.2.2 over HMAC_DRBG).
 * @param seed at least 16 bytes, of 192 bits of entropy where it can be had
 * @returns the private scalar, 32 bytes
 */
export const detKeygenP256 = (seed: Uint8Array): Uint8Array => {
  if (seed.length < 16) throw new RangeError('a det-keygen seed has at least 16 bytes');
  // Steps 2 to 7: instantiate the generator with seed and personalization string.
  let key: Uint8Array = new Uint8Array(32);
  let value: Uint8Array = new Uint8Array(32).fill(1);
  for (const round of [0x00, 0x01]) {
    key = hmacSha256(key, concatBytes(value, Uint8Array.of(round), seed, PERSONALIZATION));
    value = hmacSha256(key, value);
  }
  // Steps 8 to 10: for P-256 one block is the candidate, as it is.
  value = hmacSha256(key, value);
  if (p256.utils.isValidSecretKey(value)) return value;
  // Step 11: once more, for P-256 alone.
  key = hmacSha256(key, concatBytes(value, Uint8Array.of(0x00)));
  value = hmacSha256(key, value);
  value = hmacSha256(key, value);
  // Step 12.
  if (!p256.utils.isValidSecretKey(value)) throw new RangeError('det-keygen found no scalar: an error in an implementation');
  return value;
};
