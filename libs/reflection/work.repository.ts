import { Injectable } from '@nestjs/common';
import type { MemberId, SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';

/** One piece of work. Its id is a UUIDv7, so the order of ids is the order in which it came. */
export type WorkRow = { id: string; subject: SessionId };

/** Rows of work that wait until a member's vault is open. */
@Injectable()
export class WorkRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** In the handler's own transaction; the same session waits once. A session that has its outline needs none. */
  async noteOutline(tx: Transaction, member: MemberId, session: SessionId): Promise<void> {
    await tx.query(
      `insert into reflection.work (id, member, kind, subject)
       select $1, $2, 'outline', id from reflection.session where id = $3 and outline is null
       on conflict (member, kind, subject) do nothing`,
      [newId(), member, session],
    );
  }

  /** The oldest, or the oldest after another. */
  async next(member: MemberId, after?: WorkRow): Promise<WorkRow | undefined> {
    const [row] = await this.query<WorkRow>(
      member,
      'select id, subject from reflection.work where $1::uuid is null or id > $1 order by id limit 1',
      [after?.id ?? null],
    );
    return row;
  }

  async done(member: MemberId, { id }: WorkRow): Promise<void> {
    await this.query(member, 'delete from reflection.work where id = $1', [id]);
  }

  async count(member: MemberId): Promise<number> {
    const [row] = await this.query<{ count: number }>(member, 'select count(*)::integer as count from reflection.work', []);
    return row?.count ?? 0;
  }

  private query<Row>(member: MemberId, sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.unitOfWork.query<Row>({ role: 'reflection', member }, sql, parameters);
  }
}
