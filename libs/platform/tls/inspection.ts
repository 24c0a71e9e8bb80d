import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Certified } from './authority.js';
import type { Host } from './host.js';

const DAY_MS = 86_400_000;

/** What is the matter with a server certificate, or nothing. */
export type CertificateTrouble = 'unreadable' | 'other-key' | 'other-host' | 'other-authority' | 'ends-soon';

/**
 * Looks whether a server can go on with its certificate.
 * @param now milliseconds since 1970; less than 30 days before the end is soon
 */
export const troubleWith = (server: Certified, authority: string, host: Host, now: number): CertificateTrouble | undefined => {
  const read = readCertified(server);
  const signer = readCertificate(authority);
  if (!read || !signer) return 'unreadable';
  if (!read.certificate.checkPrivateKey(read.key)) return 'other-key';
  if (!covers(read.certificate, host)) return 'other-host';
  if (!read.certificate.verify(signer.publicKey)) return 'other-authority';
  if (read.certificate.validToDate.getTime() - now < 30 * DAY_MS) return 'ends-soon';
  return undefined;
};

/** Whether an authority's certificate and key are one pair and not past their end. */
export const isAuthority = (pair: Certified, now: number): boolean => {
  const read = readCertified(pair);
  return Boolean(read?.certificate.ca && read.certificate.checkPrivateKey(read.key) && read.certificate.validToDate.getTime() > now);
};

/** The SHA-256 of a certificate, as browsers and phones show it: pairs of hexadecimal digits with colons. */
export const certificateFingerprint = (pem: string): string => new X509Certificate(pem).fingerprint256;

/** When a certificate ends, in milliseconds since 1970. */
export const certificateEnd = (pem: string): number => new X509Certificate(pem).validToDate.getTime();

const covers = (certificate: X509Certificate, { kind, text }: Host): boolean =>
  (kind === 'name' ? certificate.checkHost(text, { wildcards: false }) : certificate.checkIP(text)) !== undefined;

const readCertificate = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
};

const readCertified = ({ certificate, key }: Certified) => {
  try {
    return { certificate: new X509Certificate(certificate), key: createPrivateKey(key) };
  } catch {
    return undefined;
  }
};
