import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { commonName, generateKey, keyId, signCertificate } from './certificate.js';
import {
  alternativeName,
  authorityConstraints,
  authorityKey,
  authorityUsage,
  onlyFor,
  serverAuthentication,
  serverConstraints,
  serverUsage,
  subjectKey,
} from './extensions.js';
import type { Host } from './host.js';

/** A certificate with its key, both PEM (the key PKCS #8). */
export type Certified = { certificate: string; key: string };

const DAY_MS = 86_400_000;
const AUTHORITY_MS = 3652 * DAY_MS;
/** Browsers refuse server certificates that are valid for more than 398 days. */
const SERVER_MS = 397 * DAY_MS;
/** Clocks of phones go wrong by minutes. */
const EARLIER_MS = 3_600_000;

/** A node's own certificate authority: P-256, ten years, for one host alone. */
export const makeAuthority = (host: Host, now: number): Certified => {
  const key = generateKey();
  // Two authorities for one host must not have one name: devices that trust the earlier would look for its key.
  const subject = authorityName(host, key);
  const certificate = signCertificate(
    {
      issuer: subject,
      subject,
      notBefore: now - EARLIER_MS,
      notAfter: now + AUTHORITY_MS,
      key,
      extensions: [authorityConstraints(), authorityUsage(), serverAuthentication(), subjectKey(keyId(key)), onlyFor(host)],
    },
    key,
  );
  return { certificate, key: exportKey(key) };
};

/** Whether `certificate` is an authority's that may sign for `host`. */
export const mayCertify = (certificate: string, host: Host): boolean =>
  new X509Certificate(certificate).raw.includes(Buffer.from(onlyFor(host)));

/**
 * A server certificate for `host`, valid for 397 days but not longer than its authority.
 * @param key PEM; left out: a new one
 */
export const issueServerCertificate = (authority: Certified, host: Host, now: number, key?: string): Certified => {
  const own = key === undefined ? generateKey() : createPrivateKey(key);
  const signer = createPrivateKey(authority.key);
  const { subject, validToDate } = new X509Certificate(authority.certificate);
  const certificate = signCertificate(
    {
      issuer: commonName(subject.replace('CN=', '')),
      // Not the bare host: an authority for an address excludes every name, and OpenSSL takes a common name for one.
      subject: commonName(`Mirrorstead at ${host.text}`),
      notBefore: now - EARLIER_MS,
      notAfter: Math.min(now - EARLIER_MS + SERVER_MS, validToDate.getTime()),
      key: own,
      extensions: [
        serverConstraints(),
        serverUsage(),
        serverAuthentication(),
        subjectKey(keyId(own)),
        authorityKey(keyId(signer)),
        alternativeName(host),
      ],
    },
    signer,
  );
  return { certificate, key: exportKey(own) };
};

const authorityName = ({ text }: Host, key: KeyObject) =>
  commonName(`Mirrorstead ${Buffer.from(keyId(key)).toString('hex').slice(0, 8)} ${text}`);

const exportKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
