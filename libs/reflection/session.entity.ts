import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of turns that belong together. The opening words are sealed; counts and times are in clear. */
@Entity({ schema: 'reflection', name: 'session' })
@Index('session_by_time', { synchronize: false })
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'session_pk' }) id: string;
  @Column({ type: 'uuid' }) member: string;
  @Column({ type: 'timestamptz', name: 'started_at' }) startedAt: Date;
  @Column({ type: 'timestamptz', name: 'last_at' }) lastAt: Date;
  @Column({ type: 'integer', default: 1 }) turns: number;
  @Column({ type: 'uuid', name: 'outline_item', nullable: true }) outlineItem: string | null;
  @Column({ type: 'bytea', nullable: true }) outline: Buffer | null;
}
