/**
 * What a certificate needs of DER (ITU-T X.690), written and never read: node:crypto reads certificates. Each function
 * gives the whole encoding of one value: tag, length, content.
 */
export type Der = Uint8Array;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

const tagged = (tag: number, content: Uint8Array): Der => Buffer.concat([Uint8Array.of(tag), length(content.length), content]);

/** X.690 §8.1.3, §10.1: definite, and in as few bytes as it takes. */
const length = (bytes: number): Uint8Array => {
  if (bytes < 0x80) return Uint8Array.of(bytes);
  const digits = base256(bytes);
  return Uint8Array.of(0x80 | digits.length, ...digits);
};

const base256 = (value: number): number[] => (value === 0 ? [] : [...base256(Math.floor(value / 256)), value % 256]);

export const sequence = (...parts: Der[]): Der => tagged(TAG.sequence, Buffer.concat(parts));
export const set = (part: Der): Der => tagged(TAG.set, part);
export const boolean = (value: boolean): Der => tagged(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
export const octetString = (content: Uint8Array): Der => tagged(TAG.octetString, content);
export const utf8String = (text: string): Der => tagged(TAG.utf8String, Buffer.from(text, 'utf8'));
/** X.690 §8.6: the first byte says how many bits of the last one are none. */
export const bitString = (content: Uint8Array, unusedBits = 0): Der =>
  tagged(TAG.bitString, Buffer.concat([Uint8Array.of(unusedBits), content]));

/** A number that is not negative, as bytes, the greatest first. X.690 §8.3.2: no byte more than it takes. */
export const integer = (bytes: Uint8Array): Der => {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  // The first bit is the sign.
  return tagged(TAG.integer, (digits[0] ?? 0) & 0x80 ? Buffer.concat([Uint8Array.of(0), digits]) : digits);
};

/** @param dotted such as `1.2.840.10045.4.3.2` */
export const objectIdentifier = (dotted: string): Der => {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  // X.690 §8.19.4: the first two arcs share one number.
  return tagged(TAG.objectIdentifier, Uint8Array.from([first * 40 + second, ...others].flatMap(base128)));
};

/** X.690 §8.19.2: seven bits a byte, the eighth set in all but the last. */
const base128 = (value: number): number[] => {
  const upper = (rest: number): number[] => (rest === 0 ? [] : [...upper(Math.floor(rest / 128)), (rest % 128) | 0x80]);
  return [...upper(Math.floor(value / 128)), value % 128];
};

/** An instant, in milliseconds since 1970; whole seconds. RFC 5280 §4.1.2.5: two digits for the year until 2049. */
export const time = (at: number): Der => {
  const digits = new Date(at).toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
  const year = Number(digits.slice(0, 4));
  return year < 2050 ? tagged(TAG.utcTime, Buffer.from(digits.slice(2))) : tagged(TAG.generalizedTime, Buffer.from(digits));
};

/** A context-specific tag around whole values (EXPLICIT). */
export const explicit = (number: number, ...parts: Der[]): Der => tagged(0xa0 | number, Buffer.concat(parts));
/** A context-specific tag in place of a primitive value's own (IMPLICIT). */
export const implicit = (number: number, content: Uint8Array): Der => tagged(0x80 | number, content);
