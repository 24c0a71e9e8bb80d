import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A person of this node. One of them is the owner. */
@Entity({ schema: 'access', name: 'member' })
@Check('member_role_known', `role in ('owner', 'member')`)
@Index('member_one_owner', { synchronize: false })
export class MemberEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'member_pk' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) role: string;
  @Column({ type: 'timestamptz', name: 'joined_at', default: () => 'now()' }) joinedAt: Date;
}
