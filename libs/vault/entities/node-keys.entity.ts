import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** The one row that says which node this is, and which root key it was made with. */
@Entity({ schema: 'keys', name: 'node' })
@Unique('node_only_one', ['onlyOne'])
@Check('node_is_the_one', 'only_one')
@Check('node_root_commitment_length', 'octet_length(root_commitment) = 32')
export class NodeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'node_pk' }) id: string;
  @Column({ type: 'boolean', name: 'only_one', default: true }) onlyOne: boolean;
  @Column({ type: 'bytea', name: 'root_commitment' }) rootCommitment: Buffer;
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' }) createdAt: Date;
}

/** The node's own keys, sealed under the root key. */
@Entity({ schema: 'keys', name: 'node_key' })
export class NodeKeyEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'node_key_pk' }) name: string;
  @Column({ type: 'bytea' }) sealed: Buffer;
}
