import { Injectable } from '@nestjs/common';
import type { MemberId, SealedItem, SessionId } from '#libs/contracts/index.js';
import { fromBase64url, newId } from '#libs/crypto/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';

/** A session's row as the history lists it. */
export type SessionRow = {
  id: SessionId;
  startedAt: Date;
  lastAt: Date;
  turns: number;
  outlineItem: string | null;
  outline: Buffer | null;
};

/** Outlines of sessions, and the rows of work that wait for a locked member. */
@Injectable()
export class OutlineRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** In the handler's own transaction; the same session waits once. A session that has its outline needs none. */
  async note(tx: Transaction, member: MemberId, session: SessionId): Promise<void> {
    await tx.query(
      `insert into reflection.work (id, member, kind, subject)
       select $1, $2, 'outline', id from reflection.session where id = $3 and outline is null
       on conflict (member, kind, subject) do nothing`,
      [newId(), member, session],
    );
  }

  async next(member: MemberId): Promise<{ id: string; subject: SessionId } | undefined> {
    const [row] = await this.in(member, (tx) =>
      tx.query<{ id: string; subject: SessionId }>('select id, subject from reflection.work order by id limit 1'),
    );
    return row;
  }

  async done(member: MemberId, id: string): Promise<void> {
    await this.in(member, (tx) => tx.query('delete from reflection.work where id = $1', [id]));
  }

  async count(member: MemberId): Promise<number> {
    const [row] = await this.in(member, (tx) => tx.query<{ count: number }>('select count(*)::integer as count from reflection.work'));
    return row?.count ?? 0;
  }

  async firstWithoutOutline(member: MemberId, session: SessionId): Promise<{ wordsItem: string; words: Buffer } | undefined> {
    const [row] = await this.in(member, (tx) =>
      tx.query<{ wordsItem: string; words: Buffer }>(
        `select turn.words_item as "wordsItem", turn.words from reflection.turn join reflection.session on session.id = turn.session
         where session.id = $1 and session.outline is null order by turn.ordinal limit 1`,
        [session],
      ),
    );
    return row;
  }

  /** Only where none stands yet: two drains at once write one. */
  async store(member: MemberId, session: SessionId, sealed: SealedItem): Promise<void> {
    await this.in(member, (tx) =>
      tx.query(
        `with written as (
           update reflection.session set outline_item = $2, outline = $3 where id = $1 and outline is null returning id)
         select keys.put_item($4, $2, 'outline', $5) from written`,
        [session, sealed.item, Buffer.from(fromBase64url(sealed.envelope)), member, Buffer.from(fromBase64url(sealed.wrappedKey))],
      ),
    );
  }

  /** Newest first, before a place in that order. */
  async sessions(member: MemberId, before: { lastAt: string; id: string } | undefined, limit: number): Promise<SessionRow[]> {
    return this.in(member, (tx) =>
      tx.query<SessionRow>(
        `select id, started_at as "startedAt", last_at as "lastAt", turns, outline_item as "outlineItem", outline from reflection.session
         where $1::timestamptz is null or (last_at, id) < ($1, $2::uuid) order by last_at desc, id desc limit $3`,
        [before?.lastAt ?? null, before?.id ?? null, limit],
      ),
    );
  }

  private in<T>(member: MemberId, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.unitOfWork.run({ role: 'reflection', member }, work);
  }
}
