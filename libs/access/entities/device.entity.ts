import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { MemberEntity } from './member.entity.js';

/** A device with its public keys. `generation` goes up when it is removed, so that no token of before counts. */
@Entity({ schema: 'access', name: 'device' })
@Unique('device_key_once', ['thumbprint'])
@Index('device_of_member', ['member'])
export class DeviceEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_pk' }) id: string;
  @Column({ type: 'uuid' }) member: string;
  @ManyToOne(() => MemberEntity)
  @JoinColumn({ name: 'member', foreignKeyConstraintName: 'device_member_fk' })
  memberRow: MemberEntity;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) kind: string;
  @Column({ type: 'text' }) keys: string;
  @Column({ type: 'bytea' }) wrapping: Buffer;
  @Column({ type: 'bytea' }) signing: Buffer;
  @Column({ type: 'text' }) thumbprint: string;
  @Column({ type: 'integer', default: 1 }) generation: number;
  @Column({ type: 'timestamptz', name: 'added_at', default: () => 'now()' }) addedAt: Date;
  @Column({ type: 'timestamptz', name: 'last_seen_at', nullable: true }) lastSeenAt: Date | null;
  @Column({ type: 'timestamptz', name: 'removed_at', nullable: true }) removedAt: Date | null;
}
