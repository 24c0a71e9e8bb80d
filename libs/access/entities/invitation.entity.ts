import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { MemberEntity } from './member.entity.js';

/** A link that makes somebody the owner or a member, once. Only the hash of its secret. */
@Entity({ schema: 'access', name: 'invitation' })
@Unique('invitation_secret_once', ['secretHash'])
@Check('invitation_role_known', `role in ('owner', 'member')`)
@Check('invitation_from_someone', `role = 'owner' or invited_by is not null`)
@Index('invitation_one_owner', { synchronize: false })
export class InvitationEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'invitation_pk' }) id: string;
  @Column({ type: 'bytea', name: 'secret_hash' }) secretHash: Buffer;
  @Column({ type: 'text' }) role: string;
  @Column({ type: 'text', nullable: true }) name: string | null;
  @Column({ type: 'uuid', name: 'invited_by', nullable: true }) invitedBy: string | null;
  @ManyToOne(() => MemberEntity)
  @JoinColumn({ name: 'invited_by', foreignKeyConstraintName: 'invitation_by_fk' })
  inviter: MemberEntity | null;
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'used_at', nullable: true }) usedAt: Date | null;
}
