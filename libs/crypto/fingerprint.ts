import { sha256 } from './digest.js';

/** What two people compare: the first 8 bytes of SHA-256 of a public key, as "7F3A 91C2 0B5D 44E1". */
export const fingerprint = (publicKey: Uint8Array): string =>
  Array.from(sha256(publicKey).subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1 ');
