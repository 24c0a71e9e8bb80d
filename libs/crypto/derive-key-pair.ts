import { p256 } from '@noble/curves/nist.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8 } from './bytes.js';

const SCALAR_BYTES = 32;
/** RFC 9180 §4.1: "KEM" ‖ I2OSP(kem_id, 2), where 0x0010 is DHKEM(P-256, HKDF-SHA256). */
const SUITE = concatBytes(utf8('KEM'), Uint8Array.of(0x00, 0x10));
const HPKE_V1 = utf8('HPKE-v1');

/** RFC 9180 §4, with an empty salt. */
const labeledExtract = (label: string, ikm: Uint8Array) => extract(sha256, concatBytes(HPKE_V1, SUITE, utf8(label), ikm), new Uint8Array());

/** RFC 9180 §4. */
const labeledExpand = (prk: Uint8Array, label: string, info: Uint8Array, length: number) =>
  expand(sha256, prk, concatBytes(Uint8Array.of(length >> 8, length & 0xff), HPKE_V1, SUITE, utf8(label), info), length);

/**
 * The private scalar (32 bytes) that RFC 9180 §7.1.3 `DeriveKeyPair` gives for DHKEM(P-256) of at least 32 bytes of key
 * material. Ours and not the HPKE library's, whose way to the public half guesses a sign in some browsers.
 */
export const deriveP256Scalar = (ikm: Uint8Array): Uint8Array => {
  if (ikm.length < SCALAR_BYTES) throw new RangeError('key material for P-256 has at least 32 bytes');
  const prk = labeledExtract('dkp_prk', ikm);
  for (let counter = 0; counter <= 255; counter++) {
    const candidate = labeledExpand(prk, 'candidate', Uint8Array.of(counter), SCALAR_BYTES);
    if (p256.utils.isValidSecretKey(candidate)) return candidate;
  }
  throw new RangeError('no scalar in 256 candidates (RFC 9180: DeriveKeyPairError)');
};
