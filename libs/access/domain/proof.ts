import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { MirrorError } from '#libs/contracts/index.js';
import { equalBytes, fromBase64url, sha256, toBase64url, utf8 } from '#libs/crypto/index.js';
import { type ProofKey, proofKey } from './proof-key.js';

/** Greatest length of a proof, in characters. Ours are about 600. */
export const PROOF_CHARACTERS = 4096;
/** How far a device's clock may be from ours, in seconds, either way. */
export const CLOCK_SECONDS = 60;

/** What the request was, as the node knows it: never from headers that whoever sends the request can choose. */
export type ProofExpectation = {
  method: string;
  /** Absolute, from `Config.origin`. A Host header would let a proof made for another server pass here. */
  url: string;
  /** The access token that comes with the proof; without one, none may be named. */
  token?: string | undefined;
  acceptsNonce: (nonce: string) => boolean;
  now: number;
};

export type VerifiedProof = ProofKey & { readonly jti: string; readonly nonce: string };

/** RFC 9449 §4.2: what a proof has to say. Further claims are let be, as the RFC wants. */
const Claims = z.object({
  jti: z.string().min(8).max(256),
  htm: z.string(),
  htu: z.string().max(2048),
  iat: z.number(),
  nonce: z.string().max(256).optional(),
  ath: z.string().max(64).optional(),
});

/**
 * Checks a DPoP proof: every step of RFC 9449 §4.3 but that it is seen for the first time, which only the database can say.
 * Errors: `proof_missing`, `proof_invalid`, `clock_skew`, `nonce_required`.
 */
export const verifyProof = async (proof: string | undefined, expected: ProofExpectation): Promise<VerifiedProof> => {
  if (!proof) throw new MirrorError('proof_missing');
  if (proof.length > PROOF_CHARACTERS) throw invalid('The proof is longer than 4 kB.');
  // 1. One DPoP header only; node joins several with a comma, which no JWT contains.
  if (proof.includes(',')) throw invalid('There is more than one proof.');
  const { claims, key } = await readSigned(proof);
  // 8. The method of this request: a proof made to read must not delete.
  if (claims.htm !== expected.method) throw invalid('The proof is for another method.');
  // 9. This address, without query and fragment: a proof made for one route must not open another.
  if (!sameAddress(claims.htu, expected.url)) throw invalid('The proof is for another address.');
  // 11. Made within a minute of now: a proof made long ago or ahead must not work.
  if (Math.abs(expected.now / 1000 - claims.iat) > CLOCK_SECONDS) throw skewed(claims.iat, expected.now);
  // 10. A nonce of ours, so that proofs can't be made in advance by whoever holds a device for a moment.
  if (claims.nonce === undefined || !expected.acceptsNonce(claims.nonce)) throw new MirrorError('nonce_required');
  // 12. Bound to the token that comes with it; whether the token is bound to this key, the token's row says.
  if (expected.token !== undefined && !hashesTo(expected.token, claims.ath)) throw invalid('The proof is for another token.');
  return { ...key, jti: claims.jti, nonce: claims.nonce };
};

const readSigned = async (proof: string): Promise<{ claims: z.infer<typeof Claims>; key: ProofKey }> => {
  try {
    // One way to write a proof: the last sign of a base64url part has bits that decode to nothing, so that other signs
    // there would verify too (RFC 4648 §3.5).
    if (!proof.split('.').every((part) => toBase64url(fromBase64url(part)) === part)) throw invalid();
    // 7. The key in the header, public and nothing but that.
    const key = await proofKey(decodeProtectedHeader(proof).jwk);
    // 2. A well-formed JWT; 4. of this type; 5. ES256, so neither `none` nor a MAC keyed by the public key; 6. signed by that key.
    const { payload } = await jwtVerify(proof, key.key, { typ: 'dpop+jwt', algorithms: ['ES256'] });
    // 3. All claims that a proof needs.
    return { claims: Claims.parse(payload), key };
  } catch (error) {
    throw invalid(error instanceof errors.JWSSignatureVerificationFailed ? 'The signature of the proof does not verify.' : undefined);
  }
};

const invalid = (detail?: string): MirrorError => new MirrorError('proof_invalid', detail);

const skewed = (issued: number, now: number): MirrorError => {
  const minutes = Math.round(Math.abs(now / 1000 - issued) / 60);
  const apart = minutes >= 1 && minutes < 1e6 ? `by about ${minutes} minute${minutes === 1 ? '' : 's'}` : 'too much';
  return new MirrorError('clock_skew', `The clocks differ ${apart}; the server’s says ${new Date(now).toISOString()}.`);
};

/** Compared as RFC 3986 §6.2.2 and §6.2.3 normalize them. */
const sameAddress = (claimed: string, expected: string): boolean => {
  const [one, other] = [URL.parse(claimed), URL.parse(expected)];
  return one !== null && other !== null && one.origin === other.origin && one.pathname === other.pathname && !one.username && !one.password;
};

const hashesTo = (token: string, ath: string | undefined): boolean =>
  ath !== undefined && equalBytes(utf8(toBase64url(sha256(utf8(token)))), utf8(ath));
