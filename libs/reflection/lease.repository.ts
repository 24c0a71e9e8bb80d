import { Injectable } from '@nestjs/common';
import type { MemberId, ReplyId, TurnId } from '#libs/contracts/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';

/** How long a turn may go without a sign of life from who answers it. */
export const LEASE_SECONDS = 15;

/** A turn that is being answered, under the reply that is being written. */
export type Answered = { readonly turn: TurnId; readonly reply: ReplyId };

/** Who answers which turns, for all members at once: ids, and whether somebody is still there. */
@Injectable()
export class LeaseRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** A sign of life for the turns that this process answers. @returns the replies that are still to be written */
  async renew(held: readonly Answered[]): Promise<Set<ReplyId>> {
    if (held.length === 0) return new Set();
    const parameters = [held.map(({ turn }) => turn), held.map(({ reply }) => reply), LEASE_SECONDS];
    const rows = await this.query<{ reply: ReplyId }>(
      'select renewed as reply from reflection.renew_leases($1, $2, $3) renewed',
      parameters,
    );
    return new Set(rows.map(({ reply }) => reply));
  }

  /** Running turns that nobody answers any more; `everything` where this process is the only one. */
  abandoned(everything: boolean): Promise<{ turn: TurnId; member: MemberId }[]> {
    return this.query('select turn, member from reflection.abandoned($1)', [everything]);
  }

  private query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.unitOfWork.query<Row>({ role: 'reflection' }, sql, parameters);
  }
}
