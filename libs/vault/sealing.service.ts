import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Collection, type ItemId, type MemberId, MirrorError, type Purpose, vaultCalls } from '#libs/contracts/index.js';
import {
  fields,
  fromBase64url,
  fromUtf8,
  hmacSha256,
  type NamedKey,
  openItem,
  sealItem,
  toBase64url,
  utf8,
  wipe,
} from '#libs/crypto/index.js';
import { Answers, type CallReply, type CallRequest } from '#libs/platform/bus/index.js';
import { nodeAead } from '#libs/platform/crypto/index.js';
import { CollectionKeys } from './collection-keys.js';
import { checkAccess, keepsOpen } from './domain/access-table.js';
import { itemPlace, KeysRepository } from './keys.repository.js';
import type { Lease } from './lease.js';
import { Leases } from './leases.js';

/** Version of what an item holds, as far as the vault is concerned: text in UTF-8. */
const SCHEMA = 1;
/** The contract's bound of an envelope, in bytes. */
const LARGEST_ENVELOPE = 262_144;
/** Items that are opened before anything else gets its turn. */
const BATCH = 50;

type Text = CallRequest<typeof vaultCalls.seal>['items'][number];
type Envelope = CallRequest<typeof vaultCalls.open>['items'][number];
type Place = { readonly item: ItemId; readonly collection: Collection };

/** Seals and opens items of members whose vault is open. The only code that meets both a member's words and their keys. */
@Injectable()
export class SealingService {
  constructor(
    private readonly leases: Leases,
    private readonly collections: CollectionKeys,
    private readonly keys: KeysRepository,
  ) {}

  @Answers(vaultCalls.seal)
  async seal({ member, purpose, items }: CallRequest<typeof vaultCalls.seal>): Promise<CallReply<typeof vaultCalls.seal>> {
    const lease = this.admit(member, purpose, 'seal', items);
    if (keepsOpen(purpose)) lease.touch(Date.now());
    return this.during(lease, async () => {
      const collectionKeys = await this.keysFor(items, (collection) => this.collections.findOrMake(member, lease, collection));
      const sealed = [];
      for (const item of items) sealed.push(await this.sealOne(member, lease, collectionKeys, item));
      return { items: sealed };
    });
  }

  @Answers(vaultCalls.open)
  async open({ member, purpose, active, items }: CallRequest<typeof vaultCalls.open>): Promise<CallReply<typeof vaultCalls.open>> {
    const lease = this.admit(member, purpose, 'open', items);
    if (active && keepsOpen(purpose)) lease.touch(Date.now());
    return this.during(lease, async () => {
      const [collectionKeys, wrappedKeys] = await Promise.all([
        this.keysFor(items, (collection) => this.collections.find(member, lease, collection)),
        this.wrappedKeys(member, items),
      ]);
      const texts: string[] = [];
      for (const item of items) {
        texts.push(await this.openOne(member, collectionKeys, wrappedKeys, item));
        // A long history must not hold up a stream that the same process is sending.
        if (texts.length % BATCH === 0) await setImmediate();
      }
      return { texts };
    });
  }

  /** @throws MirrorError `vault_locked`, `purpose_refused`, `forbidden` */
  private admit(member: MemberId, purpose: Purpose, act: 'seal' | 'open', items: readonly Place[]): Lease {
    const now = Date.now();
    const lease = this.leases.require(member, now);
    if (!lease.covers(purpose, now)) throw new MirrorError('purpose_refused');
    // The contract says who can be asking; the bus holds everyone else off.
    const collections = new Set(items.map(({ collection }) => collection));
    for (const role of vaultCalls[act].from) checkAccess(role, purpose, act, collections);
    return lease;
  }

  /** What was under way when the vault closed counts for nothing, and is no damage either. */
  private async during<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
    const result = await work().catch((error: unknown) => {
      this.leases.ensureOpen(lease);
      throw error;
    });
    this.leases.ensureOpen(lease);
    return result;
  }

  private async wrappedKeys(member: MemberId, items: readonly Place[]): Promise<Map<string, Uint8Array>> {
    if (items.length === 0) return new Map();
    return this.keys.itemKeys(member, [...new Set(items.map(({ item }) => item))]);
  }

  private async keysFor(items: readonly Place[], find: (collection: Collection) => Promise<NamedKey>): Promise<Map<Collection, NamedKey>> {
    const wanted = [...new Set(items.map(({ collection }) => collection))];
    return new Map(await Promise.all(wanted.map(async (collection) => [collection, await find(collection)] as const)));
  }

  private async sealOne(member: MemberId, lease: Lease, keys: ReadonlyMap<Collection, NamedKey>, text: Text) {
    const { item, collection, recognizedBy } = text;
    const plaintext = utf8(text.text);
    const context = { ...this.collections.drawer(member, collection), item, schema: SCHEMA };
    const { envelope, wrappedKey } = await sealItem(nodeAead, keyOf(keys, collection), context, plaintext);
    wipe(plaintext);
    if (envelope.length > LARGEST_ENVELOPE) throw new MirrorError('body_too_large');
    const sealed = { item, collection, envelope: toBase64url(envelope), wrappedKey: toBase64url(wrappedKey) };
    return recognizedBy === undefined ? sealed : { ...sealed, mac: this.recognition(lease, collection, recognizedBy) };
  }

  /** HMAC over `recognition/v1 | collection | what it is recognized by`: the same in another collection is not recognized. */
  private recognition(lease: Lease, collection: Collection, recognizedBy: string): string {
    return toBase64url(hmacSha256(lease.keys.recognition, fields('recognition/v1', collection, recognizedBy)));
  }

  private async openOne(
    member: MemberId,
    keys: ReadonlyMap<Collection, NamedKey>,
    wrappedKeys: ReadonlyMap<string, Uint8Array>,
    { item, collection, envelope }: Envelope,
  ): Promise<string> {
    const wrappedKey = wrappedKeys.get(itemPlace(item, collection));
    if (!wrappedKey) throw new MirrorError('sealed_damaged');
    const context = { ...this.collections.drawer(member, collection), item, schema: SCHEMA };
    const plaintext = await openItem(nodeAead, keyOf(keys, collection), context, fromBase64url(envelope), wrappedKey);
    const text = fromUtf8(plaintext);
    wipe(plaintext);
    return text;
  }
}

const keyOf = (keys: ReadonlyMap<Collection, NamedKey>, collection: Collection): NamedKey => {
  const key = keys.get(collection);
  if (!key) throw new MirrorError('vault_unavailable');
  return key;
};
