import { ed25519 } from '@noble/curves/ed25519.js';
import { plain } from './bytes.js';

/** Signs with one Ed25519 key (RFC 8032 §5.1); 64 bytes. */
export interface Ed25519Signer {
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Whether a signature is the key's (32 bytes raw, 64 bytes signature). Never throws: what can't be read is a no. */
export type Ed25519Verifier = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>;

/** A signer of a 32-byte seed, without WebCrypto: synchronous, for devices and tests. The node has a faster one. */
export const ed25519FromSeed = (seed: Uint8Array): Ed25519Signer & { publicKey: Uint8Array } => ({
  publicKey: ed25519.getPublicKey(seed),
  sign: (message) => ed25519.sign(message, seed),
});

/** By noble: for browsers whose WebCrypto has no Ed25519. */
export const nobleEd25519Verifier: Ed25519Verifier = (publicKey, message, signature) => {
  try {
    // RFC 8032 strictly, so that both implementations give one answer (noble's default is the looser ZIP 215).
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
};

let supported: boolean | undefined;

/** By WebCrypto (Chromium 137, Firefox 129, Safari 17, Node 24 and later), else by noble. */
export const webEd25519Verifier: Ed25519Verifier = async (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  if (supported === false) return nobleEd25519Verifier(publicKey, message, signature);
  try {
    const key = await globalThis.crypto.subtle.importKey('raw', plain(publicKey), 'Ed25519', false, ['verify']);
    supported = true;
    return await globalThis.crypto.subtle.verify('Ed25519', key, plain(signature), plain(message));
  } catch (error) {
    if (supported || (error as Error).name !== 'NotSupportedError') return false;
    supported = false;
    return nobleEd25519Verifier(publicKey, message, signature);
  }
};
