import type { Boundary, Collection, ItemId, MemberId, NodeId } from '#libs/contracts/index.js';
import { AEAD_KEY_BYTES, type Aead } from './aead.js';
import { randomBytes, wipe } from './bytes.js';
import { keyId, openEnvelope, sealEnvelope } from './envelope.js';
import { type Field, fields } from './fields.js';
import { pad, unpad } from './padding.js';

/** A key and its id, derived once. */
export type NamedKey = { readonly key: Uint8Array; readonly id: Uint8Array };
/** @param key 32 bytes */
export const named = (key: Uint8Array): NamedKey => ({ key, id: keyId(key) });

/** The drawer that items lie in: whose, where, behind which boundary. */
export type DrawerContext = {
  readonly node: NodeId;
  readonly boundary: Boundary;
  readonly member: MemberId;
  readonly collection: Collection;
};
/** What an item belongs to, all of it authenticated: moved to another member, drawer or place, it does not open. */
export type ItemContext = DrawerContext & { readonly item: ItemId; readonly schema: number };
export type SealedBytes = { envelope: Uint8Array; wrappedKey: Uint8Array };

const drawer = ({ node, boundary, member, collection }: DrawerContext): Field[] => [node, boundary, member, collection];

/** `item/v1 | node | boundary | member | collection | item | key id | schema` (DESIGN "Keys: Sealed item") */
const itemContext = (context: ItemContext, id: Uint8Array): Uint8Array =>
  fields('item/v1', ...drawer(context), context.item, id, context.schema);

/** `item-key/v1 | node | boundary | member | collection | item` */
const itemKeyContext = (context: ItemContext): Uint8Array => fields('item-key/v1', ...drawer(context), context.item);

/** `collection-key/v1 | node | boundary | member | collection` */
const collectionKeyContext = (context: DrawerContext): Uint8Array => fields('collection-key/v1', ...drawer(context));

/** Seals bytes under a data key of their own, padded; that key comes back wrapped by the collection's. */
export const sealItem = async (aead: Aead, collection: NamedKey, context: ItemContext, plaintext: Uint8Array): Promise<SealedBytes> => {
  const data = named(randomBytes(AEAD_KEY_BYTES));
  const padded = pad(plaintext);
  const envelope = await sealEnvelope(aead, data.key, itemContext(context, data.id), padded, data.id);
  const wrappedKey = await sealEnvelope(aead, collection.key, itemKeyContext(context), data.key, collection.id);
  wipe(padded, data.key);
  return { envelope, wrappedKey };
};

/** @throws MirrorError `sealed_damaged` for what was changed, moved or exchanged */
export const openItem = async (
  aead: Aead,
  collection: NamedKey,
  context: ItemContext,
  envelope: Uint8Array,
  wrappedKey: Uint8Array,
): Promise<Uint8Array> => {
  const data = named(await openEnvelope(aead, collection.key, itemKeyContext(context), wrappedKey, collection.id));
  const padded = await openEnvelope(aead, data.key, itemContext(context, data.id), envelope, data.id);
  const plaintext = unpad(padded);
  wipe(padded, data.key);
  return plaintext;
};

/** A fresh collection key, and it wrapped by the member's wrapping key. */
export const createCollectionKey = async (
  aead: Aead,
  member: NamedKey,
  context: DrawerContext,
): Promise<{ key: Uint8Array; wrappedKey: Uint8Array }> => {
  const key = randomBytes(AEAD_KEY_BYTES);
  return { key, wrappedKey: await sealEnvelope(aead, member.key, collectionKeyContext(context), key, member.id) };
};

/** @throws MirrorError `sealed_damaged` */
export const openCollectionKey = async (
  aead: Aead,
  member: NamedKey,
  context: DrawerContext,
  wrappedKey: Uint8Array,
): Promise<Uint8Array> => openEnvelope(aead, member.key, collectionKeyContext(context), wrappedKey, member.id);
