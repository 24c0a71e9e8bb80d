import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bitString, type Der, explicit, integer, objectIdentifier, sequence, set, time, utf8String } from './der.js';

/** What is to be said in a certificate, RFC 5280 §4.1.2. Times in milliseconds since 1970. */
export type Statement = {
  issuer: Der;
  subject: Der;
  notBefore: number;
  notAfter: number;
  /** The subject's public key, or its pair. */
  key: KeyObject;
  extensions: readonly Der[];
};

/** ecdsa-with-SHA256, RFC 5758 §3.2 */
const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const VERSION_3 = Uint8Array.of(2);

/** A certificate over `statement`, signed with a P-256 key. PEM. */
export const signCertificate = (statement: Statement, signer: KeyObject): string => {
  const body = sequence(
    explicit(0, integer(VERSION_3)),
    integer(serial()),
    algorithm,
    statement.issuer,
    sequence(time(statement.notBefore), time(statement.notAfter)),
    statement.subject,
    publicKeyInfo(statement.key),
    explicit(3, sequence(...statement.extensions)),
  );
  return pem(sequence(body, algorithm, bitString(sign('sha256', body, signer))));
};

export const generateKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** A name of one part, the common name: RFC 5280 §4.1.2.4, at most 64 signs. */
export const commonName = (text: string): Der =>
  sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(Array.from(text).slice(0, 64).join('')))));

/** Names a key by its content, RFC 7093 §2: 20 bytes. */
export const keyId = (key: KeyObject): Uint8Array => createHash('sha256').update(publicKeyInfo(key)).digest().subarray(0, 20);

const publicKeyInfo = (key: KeyObject): Uint8Array =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });

/** RFC 5280 §4.1.2.2: positive, at most 20 bytes, and not to be guessed. */
const serial = (): Uint8Array => {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
};

/** RFC 7468 §5 */
const pem = (der: Der): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};
