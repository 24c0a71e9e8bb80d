import { MirrorError } from '#libs/contracts/index.js';
import { plain } from './bytes.js';

export const AEAD_KEY_BYTES = 32;
export const AEAD_NONCE_BYTES = 12;
export const AEAD_TAG_BYTES = 16;

/** AES-256-GCM (NIST SP 800-38D). Key 32 bytes, nonce 12, tag 16 behind the ciphertext; nothing shorter is taken. */
export interface Aead {
  /** @returns ciphertext ‖ tag */
  seal(key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array, plaintext: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** @throws MirrorError `sealed_damaged` where key, nonce, associated data or one byte differs */
  open(key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array, sealed: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Refuses lengths that AES-256-GCM is not used with here, such as the truncated tags that some libraries would take. */
export const checkAeadLengths = (key: { readonly length: number }, nonce: Uint8Array, sealed?: Uint8Array): void => {
  if (key.length !== AEAD_KEY_BYTES) throw new RangeError('an AES-256-GCM key has 32 bytes');
  if (nonce.length !== AEAD_NONCE_BYTES || (sealed && sealed.length < AEAD_TAG_BYTES)) throw new MirrorError('sealed_damaged');
};

const imported = (key: Uint8Array, usage: 'encrypt' | 'decrypt') =>
  globalThis.crypto.subtle.importKey('raw', plain(key), 'AES-GCM', false, [usage]);

const parameters = (nonce: Uint8Array, associatedData: Uint8Array) => ({
  name: 'AES-GCM',
  iv: plain(nonce),
  additionalData: plain(associatedData),
  tagLength: AEAD_TAG_BYTES * 8,
});

/** AES-256-GCM by WebCrypto: for browsers, and wherever a few items are sealed. */
export const webAead: Aead = {
  async seal(key, nonce, associatedData, plaintext) {
    checkAeadLengths(key, nonce);
    const sealed = await globalThis.crypto.subtle.encrypt(
      parameters(nonce, associatedData),
      await imported(key, 'encrypt'),
      plain(plaintext),
    );
    return new Uint8Array(sealed);
  },
  async open(key, nonce, associatedData, sealed) {
    checkAeadLengths(key, nonce, sealed);
    const secret = await imported(key, 'decrypt');
    try {
      return new Uint8Array(await globalThis.crypto.subtle.decrypt(parameters(nonce, associatedData), secret, plain(sealed)));
    } catch (cause) {
      throw new MirrorError('sealed_damaged', undefined, { cause });
    }
  },
};
