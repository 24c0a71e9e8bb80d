import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, type JWK, jwtVerify } from 'jose';
import { MirrorError } from '#libs/contracts/index.js';
import { fromBase64url, toBase64url } from '#libs/crypto/index.js';

export type Proven = { signing: string; thumbprint: string };

/** Checks DPoP proofs as a node does (RFC 9449 §4.3), with a nonce that a test may change. */
export class SmallProofs {
  nonce = 'nonce-1';
  socketNonce = 'socket-nonce';
  requireNonce = true;
  readonly #seen = new Set<string>();

  async check(proof: string | undefined, method: string, url: string, token?: string, nonce = this.nonce): Promise<Proven> {
    if (!proof) throw new MirrorError('proof_missing');
    let jwk: JWK | undefined;
    const { payload } = await jwtVerify(
      proof,
      (header) => {
        jwk = header.jwk;
        return crypto.subtle.importKey('jwk', header.jwk ?? {}, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
      },
      { algorithms: ['ES256'], typ: 'dpop+jwt', maxTokenAge: 60 },
    ).catch((cause: unknown) => {
      throw new MirrorError('proof_invalid', undefined, { cause });
    });
    if (this.requireNonce && payload.nonce !== nonce) throw new MirrorError('nonce_required');
    const ath = token === undefined ? undefined : createHash('sha256').update(token).digest('base64url');
    if (!jwk || payload.htm !== method || payload.htu !== url || payload.ath !== ath) throw new MirrorError('proof_invalid');
    if (!payload.jti || this.#seen.has(payload.jti)) throw new MirrorError('proof_replayed');
    this.#seen.add(payload.jti);
    const point = Uint8Array.of(4, ...fromBase64url(jwk.x ?? ''), ...fromBase64url(jwk.y ?? ''));
    return { signing: toBase64url(point), thumbprint: await calculateJwkThumbprint(jwk) };
  }
}
