import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { MemberEntity } from './member.entity.js';

/** A device that asks to join. It belongs to nobody until a member types its code. */
@Entity({ schema: 'access', name: 'link_request' })
@Unique('link_request_code_once', ['codeHash'])
@Check('link_request_state_known', `state in ('pending', 'approved', 'refused')`)
export class LinkRequestEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'link_request_pk' }) id: string;
  @Column({ type: 'bytea', name: 'code_hash' }) codeHash: Buffer;
  @Column({ type: 'text' }) thumbprint: string;
  @Column({ type: 'jsonb' }) device: object;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
  @Column({ type: 'uuid', nullable: true }) member: string | null;
  @ManyToOne(() => MemberEntity)
  @JoinColumn({ name: 'member', foreignKeyConstraintName: 'link_request_member_fk' })
  memberRow: MemberEntity | null;
  @Column({ type: 'uuid', name: 'looked_by', nullable: true }) lookedBy: string | null;
  @Column({ type: 'text', default: 'pending' }) state: string;
}
