import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';

/** The name of a member's key, and the member's pair under it. */
@Entity({ schema: 'keys', name: 'member' })
@Unique('member_key_once', ['member', 'keyId'])
@Check('member_key_id_length', 'octet_length(key_id) = 16')
@Check('member_pair_public_length', 'octet_length(pair_public) = 65')
@Check('member_pair_sealed_length', 'octet_length(pair_sealed) <= 256')
export class MemberKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'member_pk' }) member: string;
  @Column({ type: 'bytea', name: 'key_id' }) keyId: Buffer;
  @Column({ type: 'bytea', name: 'pair_public' }) pairPublic: Buffer;
  @Column({ type: 'bytea', name: 'pair_sealed' }) pairSealed: Buffer;
}

/** The member key, wrapped to one device or to the recovery pair. */
@Entity({ schema: 'keys', name: 'wrap' })
@Check('wrap_enc_length', 'octet_length(enc) = 65')
@Check('wrap_ct_length', 'octet_length(ct) <= 512')
export class WrapEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'wrap_pk' }) member: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'wrap_pk' }) recipient: string;
  @Column({ type: 'bytea', name: 'key_id' }) keyId: Buffer;
  @Column({ type: 'bytea' }) enc: Buffer;
  @Column({ type: 'bytea' }) ct: Buffer;
  @ManyToOne(() => MemberKeyEntity)
  @JoinColumn({ name: 'member', referencedColumnName: 'member', foreignKeyConstraintName: 'wrap_of_member_key' })
  @JoinColumn({ name: 'key_id', referencedColumnName: 'keyId', foreignKeyConstraintName: 'wrap_of_member_key' })
  memberKey: MemberKeyEntity;
}

/** A collection key, wrapped by the member key. */
@Entity({ schema: 'keys', name: 'collection' })
@Check('collection_wrapped_key_length', 'octet_length(wrapped_key) <= 256')
export class CollectionKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'collection_pk' }) member: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'collection_pk' }) collection: string;
  @Column({ type: 'bytea', name: 'wrapped_key' }) wrappedKey: Buffer;
  @ManyToOne(() => MemberKeyEntity)
  @JoinColumn({ name: 'member', foreignKeyConstraintName: 'collection_member_fk' })
  memberKey: MemberKeyEntity;
}

/** An item's data key, wrapped by its collection key. Where it is gone, the item is forgotten. */
@Entity({ schema: 'keys', name: 'item' })
@Index('item_of_member', ['member'])
@Check('item_wrapped_key_length', 'octet_length(wrapped_key) <= 256')
export class ItemKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'item_pk' }) item: string;
  @Column({ type: 'uuid' }) member: string;
  @Column({ type: 'text' }) collection: string;
  @Column({ type: 'bytea', name: 'wrapped_key' }) wrappedKey: Buffer;
}
