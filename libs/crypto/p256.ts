import { p256 } from '@noble/curves/nist.js';
import { plain, toBase64url } from './bytes.js';

export type P256Use = 'wrapping' | 'signing';

const algorithms = {
  wrapping: { name: 'ECDH', namedCurve: 'P-256' },
  signing: { name: 'ECDSA', namedCurve: 'P-256' },
} as const;
const privateUsages = { wrapping: ['deriveBits'], signing: ['sign'] } as const;
const publicUsages = { wrapping: [], signing: ['verify'] } as const;

/** A fresh pair; with `extractable: false` the private half never leaves the key store. */
export const generateP256 = (use: P256Use, extractable: boolean): Promise<CryptoKeyPair> =>
  globalThis.crypto.subtle.generateKey(algorithms[use], extractable, [...privateUsages[use], ...publicUsages[use]]);

/** A public key of 65 bytes (0x04 ‖ x ‖ y); a point that is not on the curve is refused by the import. */
export const importP256Public = (use: P256Use, raw: Uint8Array): Promise<CryptoKey> =>
  globalThis.crypto.subtle.importKey('raw', plain(raw), algorithms[use], true, [...publicUsages[use]]);

/** A pair of a private scalar of 32 bytes. The public half is computed: not every browser finds it by itself. */
export const importP256Scalar = async (use: P256Use, scalar: Uint8Array, extractable = false): Promise<CryptoKeyPair> => {
  const raw = p256.getPublicKey(scalar, false);
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: toBase64url(raw.subarray(1, 33)),
    y: toBase64url(raw.subarray(33)),
    d: toBase64url(scalar),
  };
  const privateKey = await globalThis.crypto.subtle.importKey('jwk', jwk, algorithms[use], extractable, [...privateUsages[use]]);
  return { privateKey, publicKey: await importP256Public(use, raw) };
};

/** A public key as 65 raw bytes (SEC 1 §2.3.3, uncompressed). */
export const exportPublic = async (key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.exportKey('raw', key));

const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** ECDSA P-256 with SHA-256; 64 bytes r ‖ s (IEEE P1363). */
export const signP256 = async (privateKey: CryptoKey, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.sign(ecdsa, privateKey, plain(message)));

/** Whether the signature is the key's. A key that is no point of the curve, or a signature of another length, is a no. */
export const verifyP256 = async (publicRaw: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> => {
  if (publicRaw.length !== 65 || publicRaw[0] !== 4 || signature.length !== 64) return false;
  try {
    const key = await importP256Public('signing', publicRaw);
    return await globalThis.crypto.subtle.verify(ecdsa, key, plain(signature), plain(message));
  } catch {
    return false;
  }
};
