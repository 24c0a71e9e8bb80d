import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Work on a member's words that waits until they unlock: a row, not a retried job. */
@Entity({ schema: 'reflection', name: 'work' })
@Check('work_kind_known', `kind in ('outline')`)
@Unique('work_once', ['member', 'kind', 'subject'])
export class WorkEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'work_pk' }) id: string;
  @Column({ type: 'uuid' }) member: string;
  @Column({ type: 'text' }) kind: string;
  @Column({ type: 'uuid' }) subject: string;
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' }) createdAt: Date;
}
