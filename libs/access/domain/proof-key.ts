import { type CryptoKey, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { concatBytes, fromBase64url, sha256, toBase64url, utf8 } from '#libs/crypto/index.js';

/** The public key inside a proof, in the three forms that it is used in. */
export type ProofKey = {
  readonly key: CryptoKey | Uint8Array;
  /** Raw P-256 point (0x04 | x | y), base64url: what devices and chain entries name it by. */
  readonly signing: string;
  /** RFC 7638 thumbprint: what tokens are bound to (`jkt`, RFC 9449 §6). */
  readonly thumbprint: string;
};

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/**
 * RFC 9449 §4.3, 7: no private key in the header. Only these four members are let in, so neither `d` nor a reference to
 * a key elsewhere (`jku`, `x5u`, `kid`) has a place to stand.
 */
const PublicJwk = z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate });

/** Keys that were imported lately: importing takes as long as half a verification, and a device has one key. */
const KEPT = 1000;
const kept = new Map<string, ProofKey>();

/** @throws for anything but a public P-256 key that lies on the curve. */
export const proofKey = async (header: unknown): Promise<ProofKey> => {
  const jwk = PublicJwk.parse(header);
  const name = `${jwk.x}.${jwk.y}`;
  const known = kept.get(name);
  if (known) return known;
  const imported: ProofKey = { key: await importJWK(jwk satisfies JWK, 'ES256'), signing: raw(jwk), thumbprint: thumbprint(jwk) };
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(name, imported);
  return imported;
};

const raw = ({ x, y }: { x: string; y: string }): string => toBase64url(concatBytes(Uint8Array.of(4), fromBase64url(x), fromBase64url(y)));

/** RFC 7638 §3: the required members in lexical order, no white space, SHA-256. */
const thumbprint = ({ crv, kty, x, y }: z.infer<typeof PublicJwk>): string => toBase64url(sha256(utf8(JSON.stringify({ crv, kty, x, y }))));

/** The thumbprint of a raw P-256 point (65 bytes, base64url). */
export const thumbprintOfRaw = (signing: string): string => {
  const point = fromBase64url(signing);
  return thumbprint({ kty: 'EC', crv: 'P-256', x: toBase64url(point.subarray(1, 33)), y: toBase64url(point.subarray(33, 65)) });
};
