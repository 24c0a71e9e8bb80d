import { describe, expect, it } from '@jest/globals';
import { type Certificate, Certificate as CertificateSchema, type NodeId } from '#libs/contracts/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { fromBase64url, randomBytes, toBase64url } from './bytes.js';
import { type CertificateUse, issueCertificate, verifyCertificate } from './certificates.js';
import { ed25519FromSeed, webEd25519Verifier } from './ed25519.js';
import { newId } from './id.js';

const node = newId<NodeId>();
const identity = ed25519FromSeed(randomBytes(32));
const publicKey = randomBytes(32);
const noon = Date.parse('2026-11-20T12:00:00Z');
const issue = (use: CertificateUse = 'stamp', key: Uint8Array = publicKey) =>
  issueCertificate(identity, {
    node,
    use,
    publicKey: key,
    notBefore: '2026-11-20T11:00:00.000Z',
    notAfter: '2026-11-21T11:00:00.000Z',
  });
const verify = (certificate: Certificate, { use = 'stamp' as CertificateUse, now = noon, by = identity.publicKey, of = node } = {}) =>
  verifyCertificate(webEd25519Verifier, by, of, use, certificate, now);
const refused = { code: 'identity_mismatch' };

describe('a certificate', () => {
  it('gives the key that the identity vouched for', async () => {
    const certificate = await issue();
    expect(CertificateSchema.parse(certificate)).toEqual(certificate);
    expect(await verify(certificate)).toEqual(publicKey);
  });

  it('holds within its time, and a minute around it for clocks that differ', async () => {
    const certificate = await issue();
    await verify(certificate, { now: Date.parse('2026-11-20T10:59:30Z') });
    await verify(certificate, { now: Date.parse('2026-11-21T11:00:59Z') });
    await expect(verify(certificate, { now: Date.parse('2026-11-20T10:58:00Z') })).rejects.toMatchObject(refused);
    await expect(verify(certificate, { now: Date.parse('2026-11-21T11:02:00Z') })).rejects.toMatchObject(refused);
    await expect(verify(certificate, { now: Number.NaN })).rejects.toMatchObject(refused);
  });

  it('is refused for another use, another node, another identity', async () => {
    const certificate = await issue();
    await expect(verify(certificate, { use: 'unlock' })).rejects.toMatchObject(refused);
    await expect(verify(certificate, { of: newId<NodeId>() })).rejects.toMatchObject(refused);
    await expect(verify(certificate, { by: randomBytes(32) })).rejects.toMatchObject(refused);
    await expect(verify({ ...certificate, use: 'unlock' }, { use: 'unlock' })).rejects.toMatchObject(refused);
  });

  it('is refused with any field changed', async () => {
    const certificate = await issue();
    const later = '2027-11-21T11:00:00.000Z';
    const other = newId<NodeId>();
    await expect(verify({ ...certificate, notAfter: later })).rejects.toMatchObject(refused);
    await expect(verify({ ...certificate, notBefore: '2026-11-20T10:00:00.000Z' })).rejects.toMatchObject(refused);
    await expect(verify({ ...certificate, node: other }, { of: other })).rejects.toMatchObject(refused);
    for (const changed of everyByteFlipped(publicKey)) {
      await expect(verify({ ...certificate, publicKey: toBase64url(changed) })).rejects.toMatchObject(refused);
    }
    for (const changed of everyByteFlipped(fromBase64url(certificate.signature))) {
      await expect(verify({ ...certificate, signature: toBase64url(changed) })).rejects.toMatchObject(refused);
    }
  });

  it('names a key of its kind, or is refused', async () => {
    await expect(verify(await issue('unlock'), { use: 'unlock' })).rejects.toMatchObject(refused);
    await expect(verify(await issue('stamp', randomBytes(65)))).rejects.toMatchObject(refused);
  });
});
