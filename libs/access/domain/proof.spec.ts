import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, generateProof, type KeyPair } from 'dpop';
import { decodeProtectedHeader, exportJWK, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import type { ErrorCode } from '#libs/contracts/index.js';
import { sha256, toBase64url, utf8 } from '#libs/crypto/index.js';
import { type ProofExpectation, verifyProof } from './proof.js';
import { proofKey } from './proof-key.js';

const now = Date.UTC(2026, 10, 20, 12);
const request = { method: 'POST', url: 'https://node.example/v1/tokens', acceptsNonce: (nonce: string) => nonce === 'n-1', now };
const refusal = (code: ErrorCode) => expect.objectContaining({ name: 'MirrorError', code });

let keys: KeyPair;
let jwk: JWK;
beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  jwk = await exportJWK(keys.publicKey);
});

type Change = { header?: Record<string, unknown>; claims?: Record<string, unknown> };
const claims = { jti: 'a-proof-of-its-own', htm: 'POST', htu: request.url, iat: now / 1000, nonce: 'n-1' };
/** A proof with something else in it than there should be, signed all the same. */
const proof = (change: Change = {}): Promise<string> => {
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk, ...change.header } as JWTHeaderParameters;
  return new SignJWT({ ...claims, ...change.claims }).setProtectedHeader(header).sign(keys.privateKey);
};
const verifying = async (change: Change, expected: Partial<ProofExpectation> = {}) =>
  verifyProof(await proof(change), { ...request, ...expected });

describe('a DPoP proof', () => {
  it('of RFC 9449 passes every step but the nonce, which it lacks, and its key has the thumbprint of the RFC', async () => {
    const path = new URL('./vectors/rfc9449-examples.json', import.meta.url);
    for (const example of JSON.parse(readFileSync(path, 'utf8')).proofs) {
      const expected = { method: example.htm, url: example.htu, now: example.iat * 1000, acceptsNonce: () => true };
      await expect(verifyProof(example.proof, expected)).rejects.toEqual(refusal('nonce_required'));
      await expect(verifyProof(example.proof, { ...expected, method: 'GET' })).rejects.toEqual(refusal('proof_invalid'));
      expect((await proofKey(decodeProtectedHeader(example.proof).jwk)).thumbprint).toBe(example.jkt);
    }
  });

  it('tells the key in the forms that devices and tokens name it by', async () => {
    const verified = await verifying({});
    expect(verified.signing).toHaveLength(87);
    expect(verified.thumbprint).toBe(toBase64url(sha256(utf8(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y })))));
    expect(verified).toMatchObject({ jti: 'a-proof-of-its-own', nonce: 'n-1' });
  });

  it('made by another implementation verifies too', async () => {
    const made = await generateProof(keys, request.url, 'POST', 'n-1', 'the token');
    await expect(verifyProof(made, { ...request, now: Date.now(), token: 'the token' })).resolves.toBeDefined();
  });

  it('is refused wherever a sign of it is another', async () => {
    const whole = await proof();
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice(0, at) + (whole[at] === 'A' ? 'B' : 'A') + whole.slice(at + 1);
      await expect(verifyProof(changed, request)).rejects.toEqual(expect.objectContaining({ name: 'MirrorError' }));
    }
  });

  it('is refused when its last sign says the same in another way', async () => {
    const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const whole = await proof();
    const last = signs.indexOf(whole.at(-1) as string);
    // 64 bytes of a signature end in a sign that has four bits to spare.
    for (let spare = 1; spare < 16; spare++) {
      const changed = whole.slice(0, -1) + signs[last + spare];
      await expect(verifyProof(changed, request)).rejects.toEqual(refusal('proof_invalid'));
    }
  });

  it.each<[string, Change]>([
    ['of another type, so that no other JWT of that key passes for one', { header: { typ: 'JWT' } }],
    ['with its private key in it', { header: { jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' } } }],
    ['without a key', { header: { jwk: undefined } }],
    ['whose key lies elsewhere', { header: { jwk: undefined, jku: 'https://elsewhere.example/keys' } }],
    ['for another method', { claims: { htm: 'GET' } }],
    ['for another route', { claims: { htu: 'https://node.example/v1/enrol' } }],
    ['for another server', { claims: { htu: 'https://other.example/v1/tokens' } }],
    ['for another scheme', { claims: { htu: 'http://node.example/v1/tokens' } }],
    ['for another port', { claims: { htu: 'https://node.example:444/v1/tokens' } }],
    ['for an address with a user in it', { claims: { htu: 'https://a@node.example/v1/tokens' } }],
    ['for something that is no address', { claims: { htu: 'tokens' } }],
    ['without an id', { claims: { jti: undefined } }],
    ['with an id that is too long to keep', { claims: { jti: 'j'.repeat(257) } }],
    ['without a time', { claims: { iat: undefined } }],
    ['with a time that is no number', { claims: { iat: String(now / 1000) } }],
  ])('is refused %s', async (_, change) => {
    await expect(verifying(change)).rejects.toEqual(refusal('proof_invalid'));
  });

  it.each(['none', 'HS256'])('is refused with %s, keyed by what everyone knows', async (alg) => {
    const [header, body] = [{ alg, typ: 'dpop+jwt', jwk }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const forged = alg === 'none' ? '' : toBase64url(sha256(utf8(`${header}.${body}`)));
    await expect(verifyProof(`${header}.${body}.${forged}`, request)).rejects.toEqual(refusal('proof_invalid'));
  });

  it('is refused of another signer than the key in it', async () => {
    const other = await generateKeyPair('ES256');
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk }).sign(other.privateKey);
    await expect(verifyProof(forged, request)).rejects.toEqual(refusal('proof_invalid'));
  });

  it('may name its address with query, fragment and the usual port, which do not count', async () => {
    await expect(verifying({ claims: { htu: 'https://NODE.example:443/v1/tokens?a=b#c' } })).resolves.toBeDefined();
  });

  it('is refused where there are two, none, or more than 4 kB', async () => {
    const one = await proof();
    await expect(verifyProof(`${one}, ${one}`, request)).rejects.toEqual(refusal('proof_invalid'));
    await expect(verifyProof(undefined, request)).rejects.toEqual(refusal('proof_missing'));
    await expect(verifying({ claims: { extra: 'x'.repeat(4096) } })).rejects.toEqual(refusal('proof_invalid'));
  });

  it('passes a minute either way, and tells a clock that is five minutes off the time of the server', async () => {
    for (const seconds of [-60, 60]) await expect(verifying({ claims: { iat: now / 1000 + seconds } })).resolves.toBeDefined();
    for (const minutes of [-5, 5]) {
      await expect(verifying({ claims: { iat: now / 1000 + minutes * 60 } })).rejects.toEqual(
        expect.objectContaining({
          code: 'clock_skew',
          message: expect.stringContaining('about 5 minutes; the server’s says 2026-11-20T12:00:00.000Z'),
        }),
      );
    }
  });

  it('needs a nonce of the server', async () => {
    await expect(verifying({ claims: { nonce: undefined } })).rejects.toEqual(refusal('nonce_required'));
    await expect(verifying({ claims: { nonce: 'n-0' } })).rejects.toEqual(refusal('nonce_required'));
  });

  it('with a token must name that token', async () => {
    const ath = toBase64url(sha256(utf8('the token')));
    await expect(verifying({ claims: { ath } }, { token: 'the token' })).resolves.toBeDefined();
    await expect(verifying({ claims: { ath } }, { token: 'another' })).rejects.toEqual(refusal('proof_invalid'));
    await expect(verifying({}, { token: 'the token' })).rejects.toEqual(refusal('proof_invalid'));
  });
});
