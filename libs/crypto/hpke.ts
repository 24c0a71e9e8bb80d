import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { MirrorError } from '#libs/contracts/index.js';
import { plain } from './bytes.js';
import { importP256Public } from './p256.js';

/** What HPKE makes: the encapsulated key (65 bytes) and ciphertext ‖ tag. */
export type HpkeCiphertext = { enc: Uint8Array; ct: Uint8Array };

/** RFC 9180, base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Seals to a raw public key. `info` and `aad` say what it is for: sealed for one thing, it opens for no other. */
export const hpkeSeal = async (
  recipientPublic: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Promise<HpkeCiphertext> => {
  const recipientPublicKey = await importP256Public('wrapping', recipientPublic);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: plain(info) }, plain(plaintext), plain(aad));
  return { enc: new Uint8Array(enc), ct: new Uint8Array(ct) };
};

/** Opens with the recipient's pair; the private half may be non-extractable. @throws MirrorError `sealed_damaged` */
export const hpkeOpen = async (
  pair: CryptoKeyPair,
  sealed: HpkeCiphertext,
  info: Uint8Array,
  aad: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    const opened = await suite.open({ recipientKey: pair, enc: plain(sealed.enc), info: plain(info) }, plain(sealed.ct), plain(aad));
    return new Uint8Array(opened);
  } catch (cause) {
    throw new MirrorError('sealed_damaged', undefined, { cause });
  }
};
