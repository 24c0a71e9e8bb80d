import { fromBase64url, randomBytes, sha256, toBase64url, utf8 } from '#libs/crypto/index.js';

/** A secret that somebody carries: 256 random bits, base64url. */
export const newSecret = (): string => toBase64url(randomBytes(32));

/** What the node keeps of a token: SHA-256 of it as it travels. With 256 random bits behind it, no slow hash is needed. */
export const hashToken = (token: string): Buffer => Buffer.from(sha256(utf8(token)));

/** What the node keeps of an invitation's secret. */
export const hashInvitation = (secret: string): Buffer => Buffer.from(sha256(utf8(`invitation/v1|${secret}`)));

/** What the node keeps of a link's code. */
export const hashLinkCode = (code: string): Buffer => Buffer.from(sha256(utf8(`link/v1|${code}`)));

/** Bytes of the wire as PostgreSQL takes them. */
export const toBytea = (base64url: string): Buffer => Buffer.from(fromBase64url(base64url));
