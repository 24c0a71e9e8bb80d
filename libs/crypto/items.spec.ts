import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ItemId, MemberId, NodeId } from '#libs/contracts/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { webAead } from './aead.js';
import { fromUtf8, randomBytes, utf8 } from './bytes.js';
import { newId } from './id.js';
import {
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

const collection = named(randomBytes(32));
const context: ItemContext = {
  node: newId<NodeId>(),
  boundary: 'local',
  member: newId<MemberId>(),
  collection: 'reflection',
  item: newId<ItemId>(),
  schema: 1,
};
const elsewhere: Partial<ItemContext>[] = [
  { node: newId<NodeId>() },
  { boundary: 'selectable' },
  { member: newId<MemberId>() },
  { collection: 'mirrorback' },
  { item: newId<ItemId>() },
  { schema: 2 },
];
const damaged = { code: 'sealed_damaged' };
let sealed: SealedBytes;
const open = (part: Partial<SealedBytes>, where: Partial<ItemContext> = {}, key: NamedKey = collection) =>
  openItem(webAead, key, { ...context, ...where }, part.envelope ?? sealed.envelope, part.wrappedKey ?? sealed.wrappedKey);

beforeAll(async () => {
  sealed = await sealItem(webAead, collection, context, utf8('Ich wollte absagen.'));
});

describe('a sealed item', () => {
  it('opens where it belongs', async () => expect(fromUtf8(await open({}))).toBe('Ich wollte absagen.'));

  it('is sealed differently each time, and tells no more of its length than its bucket', async () => {
    const again = await sealItem(webAead, collection, context, utf8('Ja.'));
    expect(again.envelope).toHaveLength(sealed.envelope.length);
    expect(again.envelope).not.toEqual(sealed.envelope);
    expect(again.wrappedKey).not.toEqual(sealed.wrappedKey);
  });

  it('fits what the contract allows', () => {
    expect(sealed.envelope).toHaveLength(1 + 1 + 16 + 12 + 64 + 16);
    expect(sealed.wrappedKey).toHaveLength(1 + 1 + 16 + 12 + 32 + 16);
  });

  it('is refused anywhere else', async () => {
    for (const where of elsewhere) await expect(open({}, where)).rejects.toMatchObject(damaged);
  });

  it('is refused with any byte of it or of its key changed', async () => {
    for (const envelope of everyByteFlipped(sealed.envelope)) await expect(open({ envelope })).rejects.toMatchObject(damaged);
    for (const wrappedKey of everyByteFlipped(sealed.wrappedKey)) await expect(open({ wrappedKey })).rejects.toMatchObject(damaged);
  });

  it('is refused cut short, longer, or with the key of another item', async () => {
    for (const length of [0, 1, 45, sealed.envelope.length - 1]) {
      await expect(open({ envelope: sealed.envelope.slice(0, length) })).rejects.toMatchObject(damaged);
    }
    await expect(open({ envelope: new Uint8Array([...sealed.envelope, 0]) })).rejects.toMatchObject(damaged);
    const other = await sealItem(webAead, collection, { ...context, item: newId<ItemId>() }, utf8('Nein.'));
    await expect(open({ wrappedKey: other.wrappedKey })).rejects.toMatchObject(damaged);
    await expect(open({ envelope: other.envelope })).rejects.toMatchObject(damaged);
    await expect(open(other)).rejects.toMatchObject(damaged);
  });

  it('takes keys and nonces of full length alone', async () => {
    await expect(webAead.seal(randomBytes(16), randomBytes(12), new Uint8Array(), new Uint8Array())).rejects.toThrow(RangeError);
    await expect(webAead.open(randomBytes(32), randomBytes(12), new Uint8Array(), new Uint8Array(15))).rejects.toMatchObject(damaged);
  });

  it('is refused under another collection key', async () => {
    await expect(open({}, {}, named(randomBytes(32)))).rejects.toMatchObject(damaged);
  });
});

describe('a collection key', () => {
  const drawer: DrawerContext = { node: context.node, boundary: 'local', member: context.member, collection: 'reflection' };
  const member = named(randomBytes(32));

  it('opens for its member, in its drawer, and nowhere else', async () => {
    const { key, wrappedKey } = await createCollectionKey(webAead, member, drawer);
    expect(await openCollectionKey(webAead, member, drawer, wrappedKey)).toEqual(key);
    for (const { item: _, schema: __, ...where } of elsewhere.filter((one) => !('item' in one) && !('schema' in one))) {
      await expect(openCollectionKey(webAead, member, { ...drawer, ...where }, wrappedKey)).rejects.toMatchObject(damaged);
    }
    await expect(openCollectionKey(webAead, named(randomBytes(32)), drawer, wrappedKey)).rejects.toMatchObject(damaged);
    for (const changed of everyByteFlipped(wrappedKey)) {
      await expect(openCollectionKey(webAead, member, drawer, changed)).rejects.toMatchObject(damaged);
    }
  });
});
