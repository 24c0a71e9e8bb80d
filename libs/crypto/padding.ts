import { MirrorError } from '#libs/contracts/index.js';

const LENGTH_BYTES = 4;
const BUCKET = 64;

/**
 * Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019, §4):
 * keeps the highest bits of a length, so that what is seen of it is O(log log n) bits for at most 12 % more bytes.
 */
const padme = (length: number): number => {
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
};

/** Length of the padded form: Padmé, in buckets of 64 bytes, because short texts would tell most by their length. */
export const paddedLength = (length: number): number => Math.ceil(padme(Math.max(length + LENGTH_BYTES, BUCKET)) / BUCKET) * BUCKET;

/** `length (4 bytes, big-endian) ‖ bytes ‖ zeros` */
export const pad = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const padded = new Uint8Array(paddedLength(bytes.length));
  new DataView(padded.buffer).setUint32(0, bytes.length);
  padded.set(bytes, LENGTH_BYTES);
  return padded;
};

/** What was padded. Called on authenticated bytes only. @throws MirrorError `sealed_damaged` where it is not `pad`'s form */
export const unpad = (padded: Uint8Array): Uint8Array => {
  if (padded.length < BUCKET) throw new MirrorError('sealed_damaged');
  const length = new DataView(padded.buffer, padded.byteOffset, padded.byteLength).getUint32(0);
  const whole = length <= padded.length - LENGTH_BYTES && paddedLength(length) === padded.length;
  if (!whole || padded.subarray(LENGTH_BYTES + length).some((byte) => byte !== 0)) throw new MirrorError('sealed_damaged');
  return padded.slice(LENGTH_BYTES, LENGTH_BYTES + length);
};
