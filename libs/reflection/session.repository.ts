import { Injectable } from '@nestjs/common';
import type { MemberId, SealedItem, SessionId } from '#libs/contracts/index.js';
import { fromBase64url } from '#libs/crypto/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import type { PlaceInList } from './domain/places.js';

/** A session's row as the history lists it. */
export type SessionRow = {
  id: SessionId;
  startedAt: Date;
  lastAt: Date;
  turns: number;
  outlineItem: string | null;
  outline: Buffer | null;
};

/** Sessions and their outlines. A session's row itself is written with its turns. */
@Injectable()
export class SessionRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Newest first, before a place in that order. */
  async list(member: MemberId, before: PlaceInList | undefined, limit: number): Promise<SessionRow[]> {
    return this.query<SessionRow>(
      member,
      `select id, started_at as "startedAt", last_at as "lastAt", turns, outline_item as "outlineItem", outline from reflection.session
         where $1::timestamptz is null or (last_at, id) < ($1, $2::uuid) order by last_at desc, id desc limit $3`,
      [before?.lastAt ?? null, before?.id ?? null, limit],
    );
  }

  /** The first words of a session that has no outline yet. */
  async firstWithoutOutline(member: MemberId, session: SessionId): Promise<{ wordsItem: string; words: Buffer } | undefined> {
    const [row] = await this.query<{ wordsItem: string; words: Buffer }>(
      member,
      `select turn.words_item as "wordsItem", turn.words from reflection.turn join reflection.session on session.id = turn.session
         where session.id = $1 and session.outline is null order by turn.ordinal limit 1`,
      [session],
    );
    return row;
  }

  /** Only where none stands yet: two drains at once write one. */
  async storeOutline(member: MemberId, session: SessionId, sealed: SealedItem): Promise<void> {
    await this.query(
      member,
      `with written as (
           update reflection.session set outline_item = $2, outline = $3 where id = $1 and outline is null returning id)
         select keys.put_item($4, $2, 'outline', $5) from written`,
      [session, sealed.item, Buffer.from(fromBase64url(sealed.envelope)), member, Buffer.from(fromBase64url(sealed.wrappedKey))],
    );
  }

  private query<Row>(member: MemberId, sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.unitOfWork.query<Row>({ role: 'reflection', member }, sql, parameters);
  }
}
