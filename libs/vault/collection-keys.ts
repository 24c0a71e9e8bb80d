import { Injectable } from '@nestjs/common';
import { type Collection, type MemberId, MirrorError } from '#libs/contracts/index.js';
import { createCollectionKey, type DrawerContext, type NamedKey, named, openCollectionKey, wipe } from '#libs/crypto/index.js';
import { nodeAead } from '#libs/platform/crypto/index.js';
import { KeysRepository } from './keys.repository.js';
import type { Lease } from './lease.js';
import { NodeKeys } from './node-keys.js';

/** The keys of a member's collections, opened with the member key; each made on first need. Kept in the lease, gone with it. */
@Injectable()
export class CollectionKeys {
  constructor(
    private readonly keys: KeysRepository,
    private readonly node: NodeKeys,
  ) {}

  /** Everything here is `local`: what a member shares is sealed elsewhere, under other keys. */
  drawer(member: MemberId, collection: Collection): DrawerContext {
    return { node: this.node.node, boundary: 'local', member, collection };
  }

  /** For opening. Where there is no key, nothing was ever sealed there. @throws MirrorError `sealed_damaged` */
  async find(member: MemberId, lease: Lease, collection: Collection): Promise<NamedKey> {
    const key = await this.remembered(lease, collection, () => this.load(member, lease, collection));
    if (!key) throw new MirrorError('sealed_damaged');
    return key;
  }

  /** For sealing. @throws MirrorError `sealed_damaged` where the key that stands does not open: it is never replaced */
  async findOrMake(member: MemberId, lease: Lease, collection: Collection): Promise<NamedKey> {
    const key = await this.remembered(lease, collection, async () => {
      return (await this.load(member, lease, collection)) ?? (await this.make(member, lease, collection));
    });
    if (!key) throw new MirrorError('vault_unavailable');
    return key;
  }

  /** One at a time for a collection; neither a failure nor an absence is remembered. */
  private remembered(lease: Lease, collection: Collection, work: () => Promise<NamedKey | undefined>): Promise<NamedKey | undefined> {
    const before = lease.collections.get(collection) ?? Promise.resolve(undefined);
    const key = before.catch(() => undefined).then((found) => found ?? work());
    lease.collections.set(collection, key);
    return key;
  }

  private async load(member: MemberId, lease: Lease, collection: Collection): Promise<NamedKey | undefined> {
    const wrappedKey = await this.keys.collectionKey(member, collection);
    return wrappedKey && this.unwrap(member, lease, collection, wrappedKey);
  }

  private async make(member: MemberId, lease: Lease, collection: Collection): Promise<NamedKey | undefined> {
    const made = await createCollectionKey(nodeAead, lease.keys.wrapping, this.drawer(member, collection));
    wipe(made.key);
    // Made with keys of zeros, it would stand there for ever and open nothing.
    lease.ensureOpen(Date.now());
    const kept = await this.keys.keepCollectionKey(member, collection, made.wrappedKey);
    return kept && this.unwrap(member, lease, collection, kept);
  }

  private async unwrap(member: MemberId, lease: Lease, collection: Collection, wrappedKey: Uint8Array): Promise<NamedKey> {
    return named(await openCollectionKey(nodeAead, lease.keys.wrapping, this.drawer(member, collection), wrappedKey));
  }
}
