import { MirrorError } from '#libs/contracts/index.js';
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, type Aead } from './aead.js';
import { concatBytes, equalBytes, randomBytes, utf8 } from './bytes.js';
import { sha256 } from './digest.js';
import { fields } from './fields.js';

/** `v` of the form below; a later form gets the next number and this one stays readable. */
const VERSION = 1;
/** `alg`: AES-256-GCM. */
const AES_256_GCM = 1;
export const KEY_ID_BYTES = 16;
const HEADER_BYTES = 2 + KEY_ID_BYTES;
const LEAST_BYTES = HEADER_BYTES + AEAD_NONCE_BYTES + AEAD_TAG_BYTES;

const KEY_ID_LABEL = utf8('mirrorstead/key-id/v1');

/**
 * Names a random key without telling it: the first 16 bytes of SHA-256 of a label and the key. It stands in the envelope
 * and is compared before opening, which makes AES-GCM committing: one ciphertext can't be made that opens under two keys
 * ("invisible salamanders", Dodis et al., CRYPTO 2018).
 */
export const keyId = (key: Uint8Array): Uint8Array => sha256(concatBytes(KEY_ID_LABEL, key)).slice(0, KEY_ID_BYTES);

const associatedData = (header: Uint8Array, context: Uint8Array): Uint8Array => fields('envelope/v1', header, context);

/**
 * `v (1) ‖ alg (1) ‖ kid (16) ‖ nonce (12) ‖ ct ‖ tag (16)`. Header and context are associated data; the nonce is random
 * (96 bits), which bounds one key to 2^32 envelopes (NIST SP 800-38D §8.3) and is far from it with a key per item.
 * @param context `fields(…)` of all that the envelope belongs to
 */
export const sealEnvelope = async (
  aead: Aead,
  key: Uint8Array,
  context: Uint8Array,
  plaintext: Uint8Array,
  id = keyId(key),
): Promise<Uint8Array> => {
  const header = concatBytes(Uint8Array.of(VERSION, AES_256_GCM), id);
  const nonce = randomBytes(AEAD_NONCE_BYTES);
  return concatBytes(header, nonce, await aead.seal(key, nonce, associatedData(header, context), plaintext));
};

/** @throws MirrorError `sealed_damaged` for another key, another context, another form, or one byte that differs */
export const openEnvelope = async (
  aead: Aead,
  key: Uint8Array,
  context: Uint8Array,
  envelope: Uint8Array,
  id = keyId(key),
): Promise<Uint8Array> => {
  const header = envelope.subarray(0, HEADER_BYTES);
  const [version, algorithm] = header;
  if (envelope.length < LEAST_BYTES || version !== VERSION || algorithm !== AES_256_GCM) throw new MirrorError('sealed_damaged');
  if (!equalBytes(header.subarray(2), id)) throw new MirrorError('sealed_damaged');
  const nonce = envelope.subarray(HEADER_BYTES, HEADER_BYTES + AEAD_NONCE_BYTES);
  return aead.open(key, nonce, associatedData(header, context), envelope.subarray(HEADER_BYTES + AEAD_NONCE_BYTES));
};
