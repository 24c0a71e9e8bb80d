import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { Ed25519Signer } from '#libs/crypto/index.js';

/** An Ed25519 key pair whose private half stays inside node:crypto. */
export type NodeEd25519Pair = { privateKey: KeyObject /** 32 bytes, raw (RFC 8032 §5.1.5). */; publicKey: Uint8Array };

/** RFC 8410 §10.3: what stands before the 32 bytes of a raw private key in PKCS #8, and of a raw public key in SPKI. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** A fresh pair. */
export const generateEd25519 = (): NodeEd25519Pair => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: rawPublicKey(publicKey) };
};

/** The pair of a 32-byte seed (the raw private key), such as one that was kept sealed. @throws RangeError for another length */
export const ed25519PairFromSeed = (seed: Uint8Array): NodeEd25519Pair => {
  if (seed.length !== KEY_BYTES) throw new RangeError('an Ed25519 seed has 32 bytes');
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: rawPublicKey(createPublicKey(privateKey)) };
};

/** The raw seed of a private key, to seal it. */
export const ed25519Seed = (privateKey: KeyObject): Uint8Array =>
  new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_HEAD.length));

/** Signs by OpenSSL, about 0.02 ms each. */
export const nodeEd25519Signer = (privateKey: KeyObject) => {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new RangeError('not an Ed25519 key');
  return { sign: (message: Uint8Array): Uint8Array => new Uint8Array(sign(null, message, privateKey)) } satisfies Ed25519Signer;
};

/** Verifies by OpenSSL. Never throws: what can't be read is a no. */
export const nodeEd25519Verifier = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  try {
    return verify(null, message, keyObject(publicKey), signature);
  } catch {
    return false;
  }
};

/** Keys that were met last: to make the object costs as much as to verify with it. A gate stamps with one key all day. */
const met = new Map<string, KeyObject>();
const MOST_MET = 64;

const keyObject = (publicKey: Uint8Array): KeyObject => {
  const name = Buffer.from(publicKey).toString('latin1');
  const known = met.get(name);
  if (known) return known;
  const made = createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: 'der', type: 'spki' });
  if (met.size >= MOST_MET) met.clear();
  met.set(name, made);
  return made;
};

const rawPublicKey = (publicKey: KeyObject): Uint8Array =>
  new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length));
