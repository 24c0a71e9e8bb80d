import { utf8 } from './bytes.js';

export type Field = string | number | boolean | Uint8Array;

const LENGTH_BYTES = 4;

const u64 = (value: number): Uint8Array => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('only whole numbers from 0 are encoded');
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value % 2 ** 32);
  return bytes;
};

const encoded = (field: Field): Uint8Array => {
  if (typeof field === 'string') return utf8(field);
  if (typeof field === 'number') return u64(field);
  if (typeof field === 'boolean') return Uint8Array.of(field ? 1 : 0);
  return field;
};

/**
 * The bytes that get signed, or stand as associated data, written in comments as `label | field | field`: label and fields
 * each after their length (4 bytes, big-endian), numbers as 8 bytes, booleans as one. A label fixes how many fields follow
 * and of which type, so two different statements never have the same bytes: "ab" | "c" is not "a" | "bc", and none of them
 * begins like a JWT (DPoP proofs are signed with the same device key).
 */
export const fields = (label: string, ...values: readonly Field[]): Uint8Array<ArrayBuffer> => {
  const parts = [utf8(label), ...values.map(encoded)];
  const whole = new Uint8Array(parts.reduce((length, part) => length + LENGTH_BYTES + part.length, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    whole.set(part, at + LENGTH_BYTES);
    at += LENGTH_BYTES + part.length;
  }
  return whole;
};
