import { type Certificate, MirrorError, type NodeId } from '#libs/contracts/index.js';
import { fromBase64url, toBase64url } from './bytes.js';
import type { Ed25519Signer, Ed25519Verifier } from './ed25519.js';
import { fields } from './fields.js';

export type CertificateUse = Certificate['use'];

/** Clocks of a device and its server may differ by that much, in milliseconds; DPoP allows no more either. */
const CLOCK_TOLERANCE = 60_000;
const PUBLIC_KEY_BYTES = { stamp: 32, unlock: 65 } as const satisfies Record<CertificateUse, number>;

type Certified = Pick<Certificate, 'node' | 'use' | 'notBefore' | 'notAfter'> & { publicKey: Uint8Array };

/** `certificate/v1 | node | use | publicKey | notBefore | notAfter` */
const statement = ({ node, use, publicKey, notBefore, notAfter }: Certified): Uint8Array =>
  fields('certificate/v1', node, use, publicKey, notBefore, notAfter);

/** The node identity's word that a key is one of this node, for one use and a while. Times are ISO 8601. */
export const issueCertificate = async (identity: Ed25519Signer, certified: Certified): Promise<Certificate> => ({
  ...certified,
  publicKey: toBase64url(certified.publicKey),
  signature: toBase64url(await identity.sign(statement(certified))),
});

const refuse = (detail: string): never => {
  throw new MirrorError('identity_mismatch', detail);
};

/**
 * The public key of a certificate that holds.
 * @param identityKey the node identity that was pinned, 32 bytes; never one that came along with the certificate
 * @param now when the key was used, in milliseconds: the present, or the instant of an old turn
 * @throws MirrorError `identity_mismatch`
 */
export const verifyCertificate = async (
  verifier: Ed25519Verifier,
  identityKey: Uint8Array,
  node: NodeId,
  use: CertificateUse,
  certificate: Certificate,
  now: number,
): Promise<Uint8Array> => {
  // 1. It speaks of this node, and of this use: a stamping key must not receive a member key.
  if (certificate.node !== node || certificate.use !== use) refuse('The certificate is for something else.');
  const publicKey = fromBase64url(certificate.publicKey);
  if (publicKey.length !== PUBLIC_KEY_BYTES[use]) refuse('The certificate names no key of its kind.');
  // 2. It is signed by the identity that was pinned.
  const signed = statement({ ...certificate, publicKey });
  if (!(await verifier(identityKey, signed, fromBase64url(certificate.signature)))) {
    refuse('The certificate is not signed by the server that this device knows.');
  }
  // 3. Its time has come and is not over.
  const begun = now >= Date.parse(certificate.notBefore) - CLOCK_TOLERANCE;
  const over = !(now <= Date.parse(certificate.notAfter) + CLOCK_TOLERANCE);
  if (!begun || over) refuse('The time of the certificate is over, or a clock is wrong.');
  return publicKey;
};
