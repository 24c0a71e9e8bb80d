/**
 * Everything that is sealed, signed, wrapped or derived, on the node and on devices alike: envelopes, HPKE, stamps and
 * certificates, the chain of devices, the member key, unlock and recovery. Pure and browser-safe: WebCrypto first, noble
 * where something must be synchronous or is missing. Owns no state and no policy; checked against published vectors.
 */
export { type Aead, checkAeadLengths, webAead } from './aead.js';
export { concatBytes, equalBytes, fromBase64url, fromUtf8, randomBytes, toBase64url, utf8, wipe } from './bytes.js';
export { canonicalJson } from './canonical-json.js';
export { type CertificateUse, issueCertificate, verifyCertificate } from './certificates.js';
export { type ChainHead, continuesFrom, entryHash, following, signEntry, type VerifiedChain, verifyChain } from './chain.js';
export { deriveP256Scalar } from './derive-key-pair.js';
export { type DeviceKeys, exportDeviceKeys, generateDeviceKeys, importDeviceKeys, publicDeviceKeys } from './device-keys.js';
export { hkdfSha256, hmacSha256, sha256 } from './digest.js';
export { type Ed25519Signer, type Ed25519Verifier, ed25519FromSeed, webEd25519Verifier } from './ed25519.js';
export { createMember, type DeviceDescription, describeDevice, type NewMember } from './enrolment.js';
export { keyId, openEnvelope, sealEnvelope } from './envelope.js';
export { type Field, fields } from './fields.js';
export { fingerprint } from './fingerprint.js';
export { type HpkeCiphertext, hpkeOpen, hpkeSeal } from './hpke.js';
export { newId } from './id.js';
export {
  createCollectionKey,
  type DrawerContext,
  type ItemContext,
  type NamedKey,
  named,
  openCollectionKey,
  openItem,
  type SealedBytes,
  sealItem,
} from './items.js';
export {
  createMemberPair,
  deriveMemberKeys,
  generateMemberKey,
  memberKeyId,
  type Owner,
  openMemberPair,
  type Recipient,
  unwrapMemberKey,
  wrapMemberKey,
} from './member-key.js';
export { exportPublic, generateP256, signP256, verifyP256 } from './p256.js';
export { pad, unpad } from './padding.js';
export { createRecoveryCode, formatRecoveryCode, parseRecoveryCode } from './recovery-code.js';
export { type Argon2Cost, type Argon2id, type RecoveryKeys, recoveryKeys } from './recovery-keys.js';
export { stampCleared, stampSegment, type UnstampedSegment, verifyCleared, verifySegment } from './stamps.js';
export { openUnlock, sealUnlock, type Unlocker } from './unlock.js';
