import { MirrorError } from '#libs/contracts/index.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Int16Array(128).fill(-1);
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** Bytes as base64url without padding (RFC 4648 §5). */
export const toBase64url = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    if (left > 1) text += ALPHABET.charAt((group >> 6) & 63);
    if (left > 2) text += ALPHABET.charAt(group & 63);
  }
  return text;
};

/**
 * Bytes of base64url without padding. Each byte string has one spelling only: unused bits that are not zero are refused
 * (RFC 4648 §3.5), so that a signed or remembered value can't be sent again in other letters.
 * @throws MirrorError `invalid_request`
 */
export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> => {
  const tail = text.length % 4;
  const bytes = new Uint8Array((text.length >> 2) * 3 + (tail > 1 ? tail - 1 : 0));
  let bits = 0;
  let held = 0;
  let out = 0;
  for (let at = 0; at < text.length; at++) {
    const value = VALUES[text.charCodeAt(at)] ?? -1;
    if (value < 0) throw new MirrorError('invalid_request', 'A value is not base64url.');
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[out++] = bits >> held;
  }
  if (tail === 1 || (bits & ((1 << held) - 1)) !== 0) throw new MirrorError('invalid_request', 'A value is not base64url.');
  return bytes;
};

const encoder = new TextEncoder();

/** Text as UTF-8. A lone surrogate would become U+FFFD and change what was signed: refused (RFC 3629 §3). */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => {
  if (!text.isWellFormed()) throw new MirrorError('invalid_request', 'A text holds half a character (a lone surrogate).');
  return encoder.encode(text);
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 as text. @throws MirrorError `invalid_request` where the bytes are not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new MirrorError('invalid_request', 'A text is not UTF-8.', { cause });
  }
};

/** The bytes of all, one after another, in memory of their own. */
export const concatBytes = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** Whether two byte strings are equal, in a time that depends on their length alone. */
export const equalBytes = (one: Uint8Array, other: Uint8Array): boolean => {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
};

/** Bytes of the system's generator. */
export const randomBytes = (length: number): Uint8Array<ArrayBuffer> => globalThis.crypto.getRandomValues(new Uint8Array(length));

/** Overwrites a secret that is no longer needed. What an engine copied before is out of reach; the window gets smaller. */
export const wipe = (...secrets: readonly Uint8Array[]): void => {
  for (const secret of secrets) secret.fill(0);
};

/** The same bytes as WebCrypto's types want them: over a buffer that is not shared. */
export const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
