import { MirrorError, type NodeId } from '#libs/contracts/index.js';
import { type Ed25519Signer, fields, newId, openEnvelope, randomBytes, sealEnvelope, wipe } from '#libs/crypto/index.js';
import { ed25519PairFromSeed, nodeAead, nodeEd25519Signer } from '#libs/platform/crypto/index.js';
import type { Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import { checkCommitment, type RootKey, rootCommitment, rootWrappingKey } from './domain/root-key.js';
import type { KeySource } from './key-source.js';

type KeyName = 'identity' | 'organization';
const keyNames = ['identity', 'organization'] as const;
type StandingNode = { id: NodeId; rootCommitment: Buffer };

/** `node-key/v1 | node | name` */
const context = (node: NodeId, name: KeyName): Uint8Array => fields('node-key/v1', node, name);

/** Which node this is, and its own keys, opened with the root key. A class, so that it can be injected. */
export class NodeKeys {
  private constructor(
    readonly node: NodeId,
    /** Ed25519, raw; what devices pin. */
    readonly identityKey: Uint8Array,
    readonly identity: Ed25519Signer,
    /** For what belongs to the organization and to no member. */
    readonly organizationKey: Uint8Array,
  ) {}

  /**
   * Opens the node's keys, or makes them at the very first start. The root key is asked for before anything is written.
   * @throws MirrorError with a sentence naming the key where it is missing beside data, or is another one
   */
  static async open(unitOfWork: UnitOfWork, source: KeySource): Promise<NodeKeys> {
    const found = await unitOfWork.run({ role: 'vault' }, async (tx) => ({ node: await readNode(tx), data: await hasMembersData(tx) }));
    const root = await source.open({ existingData: found.node !== undefined || found.data });
    // The root key is there, and what it wraps is not: a new identity would make all that is sealed and stamped a stranger's.
    if (!found.node && found.data) {
      throw new MirrorError(
        'vault_unavailable',
        "The node's own keys are missing in the database (schema keys), and there is data that only they open. Restore the key backup, then start again. Nothing was changed, and no new keys were made.",
      );
    }
    if (!found.node) await unitOfWork.run({ role: 'vault' }, (tx) => createNode(tx, root));
    return unitOfWork.run({ role: 'vault' }, async (tx) => {
      // Read again: of two first starts at once, one made it.
      const node = await readNode(tx);
      if (!node) throw new MirrorError('vault_unavailable');
      checkCommitment(root, node.rootCommitment, source.where);
      return NodeKeys.unseal(tx, node.id, root, source.where);
    });
  }

  private static async unseal(tx: Transaction, node: NodeId, root: RootKey, where: string): Promise<NodeKeys> {
    const identity = ed25519PairFromSeed(await openKey(tx, node, 'identity', root, where));
    const organization = await openKey(tx, node, 'organization', root, where);
    return new NodeKeys(node, identity.publicKey, nodeEd25519Signer(identity.privateKey), organization);
  }
}

const readNode = async (tx: Transaction): Promise<StandingNode | undefined> => {
  const [row] = await tx.query<StandingNode>('select id, root_commitment as "rootCommitment" from keys.node');
  return row;
};

/** Whether any feature's table ever had a row of a member. Asked of the catalog: the vault may read none of those tables. */
const hasMembersData = async (tx: Transaction): Promise<boolean> => {
  const rows = await tx.query(
    `select 1 from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where a.attname = 'member' and not a.attisdropped and c.relkind = 'r' and n.nspname <> 'information_schema'
       and n.nspname not like 'pg\\_%' and pg_relation_size(c.oid) > 0 limit 1`,
  );
  return rows.length > 0;
};

const createNode = async (tx: Transaction, root: RootKey): Promise<void> => {
  const node = newId<NodeId>();
  const made = await tx.query('insert into keys.node (id, root_commitment) values ($1, $2) on conflict do nothing returning id', [
    node,
    Buffer.from(rootCommitment(root)),
  ]);
  if (made.length === 0) return;
  for (const name of keyNames) {
    const key = randomBytes(32);
    const sealed = await sealEnvelope(nodeAead, rootWrappingKey(root), context(node, name), key);
    wipe(key);
    await tx.query('insert into keys.node_key (name, sealed) values ($1, $2)', [name, Buffer.from(sealed)]);
  }
};

const openKey = async (tx: Transaction, node: NodeId, name: KeyName, root: RootKey, where: string): Promise<Uint8Array> => {
  const [row] = await tx.query<{ sealed: Buffer }>('select sealed from keys.node_key where name = $1', [name]);
  const key = row && (await openEnvelope(nodeAead, rootWrappingKey(root), context(node, name), row.sealed).catch(() => undefined));
  if (key?.length !== 32) {
    throw new MirrorError(
      'sealed_damaged',
      `The node's own key "${name}" does not open, although the root key in ${where} is the right one: it was changed in the database. Restore the database, then start again. Nothing was changed.`,
    );
  }
  return key;
};
