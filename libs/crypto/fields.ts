import { concatBytes, utf8 } from './bytes.js';

export type Field = string | number | boolean | Uint8Array;

const u32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
};

const u64 = (value: number): Uint8Array => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('only whole numbers from 0 are encoded');
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
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
export const fields = (label: string, ...values: readonly Field[]): Uint8Array<ArrayBuffer> =>
  concatBytes(
    ...[label, ...values].flatMap((value) => {
      const bytes = encoded(value);
      return [u32(bytes.length), bytes];
    }),
  );
