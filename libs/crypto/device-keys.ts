import { fromUtf8, utf8 } from './bytes.js';
import { exportPublic, generateP256 } from './p256.js';

/** A device's keys: things are wrapped to the first pair; the second signs chain entries, unlocks and DPoP proofs. */
export type DeviceKeys = { readonly wrapping: CryptoKeyPair; readonly signing: CryptoKeyPair };

/** Fresh device keys. In a browser `extractable: false`: a script on the page can use them, and never carry them off. */
export const generateDeviceKeys = async ({ extractable }: { extractable: boolean }): Promise<DeviceKeys> => {
  const [wrapping, signing] = await Promise.all([generateP256('wrapping', extractable), generateP256('signing', extractable)]);
  return { wrapping, signing };
};

/** The two public halves, raw. */
export const publicDeviceKeys = async (keys: DeviceKeys): Promise<{ wrapping: Uint8Array; signing: Uint8Array }> => {
  const [wrapping, signing] = await Promise.all([exportPublic(keys.wrapping.publicKey), exportPublic(keys.signing.publicKey)]);
  return { wrapping, signing };
};

/** Extractable keys as bytes, for a key file. They are secret in full: whoever writes them seals them or sets mode 600. */
export const exportDeviceKeys = async (keys: DeviceKeys): Promise<Uint8Array> => {
  const [wrapping, signing] = await Promise.all([
    globalThis.crypto.subtle.exportKey('jwk', keys.wrapping.privateKey),
    globalThis.crypto.subtle.exportKey('jwk', keys.signing.privateKey),
  ]);
  return utf8(JSON.stringify({ wrapping, signing }));
};

const importPair = async (jwk: JsonWebKey, name: 'ECDH' | 'ECDSA', usages: [KeyUsage[], KeyUsage[]]): Promise<CryptoKeyPair> => {
  const algorithm = { name, namedCurve: 'P-256' };
  const { kty, crv, x, y } = jwk;
  const [privateKey, publicKey] = await Promise.all([
    globalThis.crypto.subtle.importKey('jwk', { kty, crv, x, y, d: jwk.d }, algorithm, false, usages[0]),
    globalThis.crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, true, usages[1]),
  ]);
  return { privateKey, publicKey };
};

/** Keys of a key file; once loaded they are not extractable any more. */
export const importDeviceKeys = async (bytes: Uint8Array): Promise<DeviceKeys> => {
  const { wrapping, signing } = JSON.parse(fromUtf8(bytes)) as { wrapping: JsonWebKey; signing: JsonWebKey };
  return {
    wrapping: await importPair(wrapping, 'ECDH', [['deriveBits'], []]),
    signing: await importPair(signing, 'ECDSA', [['sign'], ['verify']]),
  };
};
