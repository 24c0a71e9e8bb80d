import { utf8, wipe } from './bytes.js';
import { deriveP256Scalar } from './derive-key-pair.js';
import { detKeygenP256 } from './det-keygen.js';
import { hkdfSha256 } from './digest.js';
import { importP256Scalar } from './p256.js';

export type Argon2Cost = { readonly memoryKiB: number; readonly passes: number; readonly lanes: number; readonly length: number };
/** Argon2id version 1.3 (RFC 9106), given by whoever runs: native on the node, wasm in the browser. */
export type Argon2id = (password: Uint8Array, salt: Uint8Array, cost: Argon2Cost) => Promise<Uint8Array>;

/** The keys that the recovery code stands for: one opens the member key, the other signs new devices into the chain. */
export type RecoveryKeys = { readonly wrapping: CryptoKeyPair; readonly signing: CryptoKeyPair };

/** RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes. */
export const RECOVERY_COST: Argon2Cost = { memoryKiB: 64 * 1024, passes: 3, lanes: 4, length: 32 };
/**
 * One salt for all is right here, and only here: the code is 128 random bits and no password, so there is no table to
 * make of likely codes, and with it in hand no other fact must be known to recover.
 */
const SALT = utf8('mirrorstead/recovery/v1');

const derived = (root: Uint8Array, label: string): Uint8Array => hkdfSha256(root, new Uint8Array(), utf8(label), 32);

/**
 * Argon2id, then HKDF with two labels: an HPKE pair (RFC 9180 §7.1.3) and an ECDSA pair (C2SP det-keygen). Private halves
 * are not extractable.
 * @param entropy the 16 bytes of `parseRecoveryCode`
 */
export const recoveryKeys = async (entropy: Uint8Array, argon2id: Argon2id): Promise<RecoveryKeys> => {
  const root = await argon2id(entropy, SALT, RECOVERY_COST);
  const wrapping = deriveP256Scalar(derived(root, 'mirrorstead/recovery-wrapping/v1'));
  const signing = detKeygenP256(derived(root, 'mirrorstead/recovery-signing/v1'));
  const keys = { wrapping: await importP256Scalar('wrapping', wrapping), signing: await importP256Scalar('signing', signing) };
  wipe(root, wrapping, signing);
  return keys;
};
