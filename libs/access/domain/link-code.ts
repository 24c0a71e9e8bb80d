import { MirrorError } from '#libs/contracts/index.js';

/** Crockford's base 32: no I, L, O, U, so that what is read aloud or typed is not mistaken. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SIGNS = 8;

/** Random bytes that one code takes: 40 bits, within 10 minutes and 10 tries a minute. */
export const LINK_CODE_BYTES = 5;

/** A code as people see it, `7F3K-Q2ZM`, from 5 random bytes. */
export const linkCode = (random: Uint8Array): string => {
  let bits = 0n;
  for (const byte of random.subarray(0, LINK_CODE_BYTES)) bits = (bits << 8n) | BigInt(byte);
  const signs = Array.from({ length: SIGNS }, (_, index) => ALPHABET.charAt(Number((bits >> BigInt(5 * (SIGNS - 1 - index))) & 31n)));
  return `${signs.slice(0, 4).join('')}-${signs.slice(4).join('')}`;
};

/**
 * What somebody typed, as the code it means: case, spaces and hyphens do not matter; O is 0, I and L are 1.
 * Errors: `not_found`, so that a mistyped code and an unknown one look alike.
 */
export const readLinkCode = (typed: string): string => {
  const signs = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  const known = signs.length === SIGNS && [...signs].every((sign) => ALPHABET.includes(sign));
  if (!known) throw new MirrorError('not_found', 'No device waits behind this code.');
  return `${signs.slice(0, 4)}-${signs.slice(4)}`;
};
