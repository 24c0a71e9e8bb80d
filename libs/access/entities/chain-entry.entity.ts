import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { MemberEntity } from './member.entity.js';

/** One signed entry of a member's device chain, as it was signed. Never changed. */
@Entity({ schema: 'access', name: 'chain_entry' })
export class ChainEntryEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'chain_entry_pk' }) member: string;
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'chain_entry_pk' }) ordinal: number;
  @ManyToOne(() => MemberEntity)
  @JoinColumn({ name: 'member', foreignKeyConstraintName: 'chain_entry_member_fk' })
  memberRow: MemberEntity;
  @Column({ type: 'jsonb' }) body: object;
  @Column({ type: 'bytea' }) signature: Buffer;
}
