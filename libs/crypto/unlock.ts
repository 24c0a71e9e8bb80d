import {
  type DeviceId,
  type MemberId,
  MirrorError,
  type NodeId,
  type UnlockChallenge,
  type UnlockGrant,
  type UnlockRequest,
} from '#libs/contracts/index.js';
import { equalBytes, fromBase64url, toBase64url, wipe } from './bytes.js';
import { canonicalJson } from './canonical-json.js';
import { verifyCertificate } from './certificates.js';
import { type Ed25519Verifier, webEd25519Verifier } from './ed25519.js';
import { fields } from './fields.js';
import { hpkeOpen, hpkeSeal } from './hpke.js';
import { memberKeyId } from './member-key.js';
import { signP256, verifyP256 } from './p256.js';

/** Who unlocks, and with which device. */
export type Unlocker = { readonly node: NodeId; readonly member: MemberId; readonly device: DeviceId };
type Unsigned = Omit<UnlockRequest, 'signature'>;

/** `unlock/v1 | node | member | device | instance | challenge`: sealed for this unlock alone. */
const info = ({ node, member, device }: Unlocker, { instance, challenge }: Unsigned): Uint8Array =>
  fields('unlock/v1', node, member, device, instance, fromBase64url(challenge));

/** `unlock-grant/v1 | key id | canonical JSON of the grant`: the key can't be sent on under a wider grant. */
const grantData = ({ keyId, grant }: Pick<Unsigned, 'keyId' | 'grant'>): Uint8Array =>
  fields('unlock-grant/v1', fromBase64url(keyId), canonicalJson(grant));

/** `unlock-request/v1 | canonical JSON of all but the signature, with node, member and device` */
const statement = ({ node, member, device }: Unlocker, { instance, challenge, keyId, sealed, grant }: Unsigned): Uint8Array =>
  fields('unlock-request/v1', canonicalJson({ node, member, device, instance, challenge, keyId, sealed, grant }));

/**
 * The member key, sealed to the instance that gave the challenge and to nobody else.
 * @param options.identity the node identity that the device pinned: the challenge's certificate is verified with it here,
 *   so that a key can't be sealed to a stranger by forgetting to
 * @throws MirrorError `identity_mismatch`
 */
export const sealUnlock = async (
  options: Unlocker & {
    identity: Uint8Array;
    memberKey: Uint8Array;
    challenge: UnlockChallenge;
    grant: UnlockGrant;
    signing: CryptoKey;
    verifier?: Ed25519Verifier;
    now?: number;
  },
): Promise<UnlockRequest> => {
  const { memberKey, challenge, grant, signing, identity, verifier = webEd25519Verifier, now = Date.now() } = options;
  const instanceKey = await verifyCertificate(verifier, identity, options.node, 'unlock', challenge.certificate, now);
  const named = {
    instance: challenge.instance,
    challenge: challenge.challenge,
    keyId: toBase64url(memberKeyId(memberKey)),
    grant,
    sealed: { enc: '', ct: '' },
  };
  const { enc, ct } = await hpkeSeal(instanceKey, info(options, named), grantData(named), memberKey);
  const unsigned = { ...named, sealed: { enc: toBase64url(enc), ct: toBase64url(ct) } };
  return { ...unsigned, signature: toBase64url(await signP256(signing, statement(options, unsigned))) };
};

/**
 * The member key of an unlock: signed by the device, sealed to this instance for this challenge, and the key that it names.
 * That the challenge is open, and the key the member's, is for the vault to see.
 * @throws MirrorError `unlock_invalid`
 */
export const openUnlock = async (
  instancePair: CryptoKeyPair,
  options: Unlocker & { signingPublic: Uint8Array; request: UnlockRequest },
): Promise<Uint8Array> => {
  const { request, signingPublic } = options;
  // 1. Signed by the device's key, before anything is opened with ours.
  if (!(await verifyP256(signingPublic, statement(options, request), fromBase64url(request.signature)))) {
    throw new MirrorError('unlock_invalid');
  }
  // 2. Sealed to this instance, for this node, member, device, challenge and grant.
  const sealed = { enc: fromBase64url(request.sealed.enc), ct: fromBase64url(request.sealed.ct) };
  const key = await hpkeOpen(instancePair, sealed, info(options, request), grantData(request)).catch((cause: unknown) => {
    throw new MirrorError('unlock_invalid', undefined, { cause });
  });
  // 3. The key that it says it is.
  if (key.length !== 32 || !equalBytes(memberKeyId(key), fromBase64url(request.keyId))) {
    wipe(key);
    throw new MirrorError('unlock_invalid');
  }
  return key;
};
