import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

/** What PostgreSQL itself takes when it makes one (`scram_iterations`). */
const ITERATIONS = 4096;
const VERIFIER = /^SCRAM-SHA-256\$(\d{1,9}):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/;

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * What PostgreSQL keeps of a password (RFC 5802 §3, with SHA-256 as in RFC 7677). Made here, so that the password itself is
 * in no statement: the server writes those into its log where they fail or take long.
 */
export const scramVerifier = (password: string, salt: Uint8Array, iterations = ITERATIONS): string => {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const server = hmac(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${Buffer.from(salt).toString('base64')}$${stored}:${server}`;
};

/** Whether a verifier is this password's. */
export const fitsVerifier = (password: string, verifier: string): boolean => {
  const [, iterations, salt] = VERIFIER.exec(verifier) ?? [];
  if (!iterations || !salt) return false;
  const own = Buffer.from(scramVerifier(password, Buffer.from(salt, 'base64'), Number(iterations)));
  const kept = Buffer.from(verifier);
  return own.length === kept.length && timingSafeEqual(own, kept);
};
