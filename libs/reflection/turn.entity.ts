import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { SessionEntity } from './session.entity.js';

/** One reflection and its answer, both sealed. What stands in clear: order, time, how it ended, who is answering it. */
@Entity({ schema: 'reflection', name: 'turn' })
@Check('turn_state_known', `state in ('running', 'answered', 'blocked', 'interrupted', 'cancelled')`)
@Unique('turn_order', ['session', 'ordinal'])
@Unique('turn_once', ['member', 'idempotencyKey'])
@Index('turn_running', { synchronize: false })
export class TurnEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'turn_pk' }) id: string;
  @Column({ type: 'uuid' }) member: string;
  @Column({ type: 'uuid' }) session: string;
  @ManyToOne(() => SessionEntity)
  @JoinColumn({ name: 'session', foreignKeyConstraintName: 'turn_session_fk' })
  sessionRow: SessionEntity;
  @Column({ type: 'integer' }) ordinal: number;
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ type: 'text' }) state: string;
  @Column({ type: 'text', name: 'idempotency_key' }) idempotencyKey: string;
  @Column({ type: 'text', name: 'again_key', nullable: true }) againKey: string | null;
  @Column({ type: 'bytea' }) mac: Buffer;
  @Column({ type: 'uuid', name: 'words_item' }) wordsItem: string;
  @Column({ type: 'bytea' }) words: Buffer;
  @Column({ type: 'uuid' }) reply: string;
  @Column({ type: 'uuid', name: 'reply_item', nullable: true }) replyItem: string | null;
  @Column({ type: 'bytea', name: 'reply_envelope', nullable: true }) replyEnvelope: Buffer | null;
  @Column({ type: 'timestamptz', name: 'lease_until', nullable: true }) leaseUntil: Date | null;
}
