import { type MemberId, type MemberPair, type MemberWrap, MirrorError, type NodeId } from '#libs/contracts/index.js';
import { AEAD_KEY_BYTES, type Aead } from './aead.js';
import { equalBytes, fromBase64url, randomBytes, toBase64url, utf8, wipe } from './bytes.js';
import { deriveP256Scalar } from './derive-key-pair.js';
import { hkdfSha256 } from './digest.js';
import { KEY_ID_BYTES, openEnvelope, sealEnvelope } from './envelope.js';
import { fields } from './fields.js';
import { hpkeOpen, hpkeSeal } from './hpke.js';
import { type NamedKey, named } from './items.js';
import { exportPublic, importP256Scalar } from './p256.js';

/** Whose key it is. */
export type Owner = { readonly node: NodeId; readonly member: MemberId };
export type Recipient = Owner & { readonly recipient: MemberWrap['recipient'] };

/** A fresh member key: 32 random bytes, made on the member's first device. */
export const generateMemberKey = (): Uint8Array<ArrayBuffer> => randomBytes(AEAD_KEY_BYTES);

/** Names a member key without telling it: HKDF, 16 bytes. */
export const memberKeyId = (key: Uint8Array): Uint8Array =>
  hkdfSha256(key, new Uint8Array(), utf8('mirrorstead/member-key-id/v1'), KEY_ID_BYTES);

const derived = (key: Uint8Array, label: string): Uint8Array => hkdfSha256(key, new Uint8Array(), utf8(label), 32);

/** One key for each use, so that none meets another's data: wrapping collection keys, recognizing a text again. */
export const deriveMemberKeys = (key: Uint8Array): { wrapping: NamedKey; recognition: Uint8Array } => ({
  wrapping: named(derived(key, 'mirrorstead/member-wrapping/v1')),
  recognition: derived(key, 'mirrorstead/member-recognition/v1'),
});

/** `member-wrap/v1 | node | member | recipient | key id` */
const wrapInfo = ({ node, member, recipient }: Recipient, id: Uint8Array): Uint8Array =>
  fields('member-wrap/v1', node, member, recipient, id);

/** The member key for one device, or for the recovery pair. Wrap only to keys of a chain that you verified. */
export const wrapMemberKey = async (key: Uint8Array, recipientPublic: Uint8Array, to: Recipient): Promise<MemberWrap> => {
  const id = memberKeyId(key);
  const { enc, ct } = await hpkeSeal(recipientPublic, wrapInfo(to, id), new Uint8Array(), key);
  return { recipient: to.recipient, keyId: toBase64url(id), sealed: { enc: toBase64url(enc), ct: toBase64url(ct) } };
};

/** @throws MirrorError `sealed_damaged` for a wrap to another, of another member or node, or changed */
export const unwrapMemberKey = async (pair: CryptoKeyPair, wrap: MemberWrap, { node, member }: Owner): Promise<Uint8Array> => {
  const id = fromBase64url(wrap.keyId);
  const sealed = { enc: fromBase64url(wrap.sealed.enc), ct: fromBase64url(wrap.sealed.ct) };
  const key = await hpkeOpen(pair, sealed, wrapInfo({ node, member, recipient: wrap.recipient }, id), new Uint8Array());
  // HPKE base mode does not say who sealed: a key that is not the one named was slipped in.
  if (key.length !== AEAD_KEY_BYTES || !equalBytes(memberKeyId(key), id)) throw new MirrorError('sealed_damaged');
  return key;
};

/** `member-pair/v1 | node | member | public key` */
const pairContext = ({ node, member }: Owner, publicKey: Uint8Array): Uint8Array => fields('member-pair/v1', node, member, publicKey);
const pairKey = (memberKey: Uint8Array): Uint8Array => derived(memberKey, 'mirrorstead/member-pair/v1');

/** A fresh HPKE pair of the member, so that things can be sealed to a locked member; private half under the member key. */
export const createMemberPair = async (aead: Aead, memberKey: Uint8Array, owner: Owner): Promise<MemberPair> => {
  const scalar = deriveP256Scalar(randomBytes(32));
  const publicKey = await exportPublic((await importP256Scalar('wrapping', scalar)).publicKey);
  const sealedPrivate = await sealEnvelope(aead, pairKey(memberKey), pairContext(owner, publicKey), scalar);
  wipe(scalar);
  return { publicKey: toBase64url(publicKey), sealedPrivate: toBase64url(sealedPrivate) };
};

/** The private scalar of the member's pair. @throws MirrorError `sealed_damaged` where the key is another, or the pair */
export const openMemberPair = async (aead: Aead, memberKey: Uint8Array, owner: Owner, pair: MemberPair): Promise<Uint8Array> =>
  openEnvelope(aead, pairKey(memberKey), pairContext(owner, fromBase64url(pair.publicKey)), fromBase64url(pair.sealedPrivate));
