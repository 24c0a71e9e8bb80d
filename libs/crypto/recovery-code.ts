import { MirrorError } from '#libs/contracts/index.js';
import { randomBytes } from './bytes.js';

/** Crockford's base32: no I, L, O, U, which hands and eyes mistake. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ENTROPY_BYTES = 16;
/** 128 bits in signs of five, the last one filled with two zero bits. */
const DATA_SIGNS = 26;
const CHECK_SIGNS = 2;

/** Multiplication in GF(32), x^5 + x^2 + 1. */
const multiply = (one: number, other: number): number => {
  let product = 0;
  for (let bit = 0; bit < 5; bit++) {
    if ((other >> bit) & 1) product ^= one << bit;
  }
  for (let bit = 8; bit >= 5; bit--) {
    if ((product >> bit) & 1) product ^= 0b100101 << (bit - 5);
  }
  return product;
};

/**
 * Two check signs: the remainder by (x + 1)(x + α), a Reed–Solomon code over GF(32) of distance 3. So any one or two
 * mistyped signs, and any two that changed places, are always noticed, where a hash would miss one in 1,024.
 */
const check = (data: readonly number[]): [number, number] => {
  let high = 0;
  let low = 0;
  for (const sign of data) {
    const feedback = sign ^ high;
    high = low ^ multiply(feedback, 3);
    low = multiply(feedback, 2);
  }
  return [high, low];
};

const toSigns = (entropy: Uint8Array): number[] => {
  const bits = Array.from(entropy, (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .padEnd(DATA_SIGNS * 5, '0');
  return Array.from({ length: DATA_SIGNS }, (_, at) => Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2));
};

const fromSigns = (signs: readonly number[]): Uint8Array => {
  const bits = signs.map((sign) => sign.toString(2).padStart(5, '0')).join('');
  return Uint8Array.from({ length: ENTROPY_BYTES }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
};

/** 16 bytes as the code that gets printed: seven groups of four, the last two signs a check. */
export const formatRecoveryCode = (entropy: Uint8Array): string => {
  if (entropy.length !== ENTROPY_BYTES) throw new RangeError('a recovery code holds 16 bytes');
  const data = toSigns(entropy);
  const code = [...data, ...check(data)].map((sign) => SIGNS.charAt(sign)).join('');
  return code.replace(/(.{4})(?=.)/g, '$1 ');
};

/** A fresh recovery code of 128 random bits. */
export const createRecoveryCode = (): string => formatRecoveryCode(randomBytes(ENTROPY_BYTES));

const refuse = (detail: string): never => {
  throw new MirrorError('invalid_request', detail);
};

/**
 * The 16 bytes behind a code as a person types it: any case, spaces and hyphens anywhere, O for 0, I and L for 1.
 * @throws MirrorError `invalid_request`, with the sentence for the person
 */
export const parseRecoveryCode = (text: string): Uint8Array => {
  const typed = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (typed.length !== DATA_SIGNS + CHECK_SIGNS) refuse(`A recovery code has ${DATA_SIGNS + CHECK_SIGNS} signs, in groups of four.`);
  const signs = Array.from(typed, (sign) => SIGNS.indexOf(sign));
  if (signs.includes(-1)) refuse('This code has a sign that no recovery code has.');
  const data = signs.slice(0, DATA_SIGNS);
  const [high, low] = check(data);
  const spare = (data[DATA_SIGNS - 1] ?? 0) & 0b11;
  if (high !== signs[DATA_SIGNS] || low !== signs[DATA_SIGNS + 1] || spare !== 0) {
    refuse('This code does not fit its own check, so a sign is probably mistyped. Nothing was changed or lost.');
  }
  return fromSigns(data);
};
