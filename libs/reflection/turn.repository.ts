import { Injectable } from '@nestjs/common';
import type { MemberId, Outcome, ReplyId, SealedItem, SessionId, TurnId } from '#libs/contracts/index.js';
import { MirrorError } from '#libs/contracts/index.js';
import { fromBase64url } from '#libs/crypto/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import { LEASE_SECONDS } from './lease.repository.js';

/** A turn's row as its member sees it; words and reply are envelopes. */
export type TurnRow = {
  id: TurnId;
  session: SessionId;
  ordinal: number;
  at: Date;
  state: Outcome | 'running';
  againKey: string | null;
  mac: Buffer;
  wordsItem: string;
  words: Buffer;
  reply: ReplyId;
  replyItem: string | null;
  replyEnvelope: Buffer | null;
};

export type NewTurn = {
  id: TurnId;
  member: MemberId;
  session: SessionId;
  at: Date;
  reply: ReplyId;
  idempotencyKey: string;
  words: SealedItem;
  /** Recognizes the same attempt, under a key of the member's. */
  mac: string;
};

/** Where a turn stands. `abandoned`: it runs, and who answered it gave no sign of life for too long. */
export type Standing = Pick<TurnRow, 'session' | 'reply' | 'state'> & { abandoned: boolean };

/** `own`: its ordinal, where it is on the disk already; `newest`: the last one that is; `earlier`: those that are being answered. */
export type Place = { own: number | null; newest: number; earlier: TurnId[]; replies: ReplyId[] };

/** How a turn ends under a reply, with what is there of it. */
export type Settlement = {
  member: MemberId;
  turn: TurnId;
  reply: ReplyId;
  outcome: Outcome;
  sealed: SealedItem | undefined;
  evenIfHeld: boolean;
};

const columns = `id, session, ordinal, at, state, again_key as "againKey", mac, words_item as "wordsItem", words, reply,
  reply_item as "replyItem", reply_envelope as "replyEnvelope"`;

const isCode = (error: unknown, code: string): boolean => {
  const found = error as { code?: string; driverError?: { code?: string } };
  return found.code === code || found.driverError?.code === code;
};

const standingState = async (tx: Transaction, turn: TurnId, reply: ReplyId): Promise<TurnRow['state'] | undefined> => {
  const [row] = await tx.query<Pick<TurnRow, 'state'>>('select state from reflection.turn where id = $1 and reply = $2', [turn, reply]);
  return row?.state;
};

/** Reads and writes of turns, each in a transaction of the member it belongs to. */
@Injectable()
export class TurnRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Commits a turn, its session and the data key of its words at once; after that the turn is accepted. Gives the
   * ordinal within the session, or the row that stands under the same idempotency key already.
   * Errors: `not_found` for a session of someone else.
   */
  async insert(turn: NewTurn): Promise<{ ordinal: number } | { standing: TurnRow }> {
    try {
      return { ordinal: await this.insertOne(turn) };
    } catch (error) {
      // 42501: the session's row exists, and row security hides it: someone else's.
      if (isCode(error, '42501')) throw new MirrorError('not_found');
      if (!isCode(error, '23505')) throw error;
      const standing = await this.ofAttempt(turn.member, turn.idempotencyKey);
      if (!standing) throw error;
      return { standing };
    }
  }

  /** One statement: the row lock on the session gives two devices writing at once an order. */
  private async insertOne(turn: NewTurn): Promise<number> {
    const [row] = await this.query<{ ordinal: number }>(
      turn.member,
      `with opened as (
         insert into reflection.session (id, member, started_at, last_at) values ($1, $2, $3, $3)
         on conflict (id) do update set turns = session.turns + 1, last_at = excluded.last_at
         returning turns),
       written as (
         insert into reflection.turn (id, member, session, ordinal, at, state, idempotency_key, mac, words_item, words, reply, lease_until)
         select $4, $2, $1, opened.turns, $3, 'running', $5, $6, $7, $8, $9, now() + make_interval(secs => ${LEASE_SECONDS}) from opened
         returning ordinal)
       select written.ordinal, keys.put_item($2, $7, 'reflection', $10) from written`,
      [
        turn.session,
        turn.member,
        turn.at,
        turn.id,
        turn.idempotencyKey,
        Buffer.from(fromBase64url(turn.mac)),
        turn.words.item,
        Buffer.from(fromBase64url(turn.words.envelope)),
        turn.reply,
        Buffer.from(fromBase64url(turn.words.wrappedKey)),
      ],
    );
    if (!row) throw new MirrorError('internal');
    return row.ordinal;
  }

  /** The row, or `not_found`, which is also the answer for someone else's. */
  async find(member: MemberId, turn: TurnId): Promise<TurnRow> {
    const [row] = await this.query<TurnRow>(member, `select ${columns} from reflection.turn where id = $1`, [turn]);
    if (!row) throw new MirrorError('not_found');
    return row;
  }

  /** Where a turn stands, without its envelopes; `not_found` as `find`. */
  async standing(member: MemberId, turn: TurnId): Promise<Standing> {
    const [row] = await this.query<Standing>(
      member,
      `select session, reply, state, state = 'running' and (lease_until is null or lease_until < now()) as abandoned
       from reflection.turn where id = $1`,
      [turn],
    );
    if (!row) throw new MirrorError('not_found');
    return row;
  }

  /** The turn of an attempt that was here before. */
  async ofAttempt(member: MemberId, idempotencyKey: string): Promise<TurnRow | undefined> {
    const [row] = await this.query<TurnRow>(member, `select ${columns} from reflection.turn where idempotency_key = $1`, [idempotencyKey]);
    return row;
  }

  /** Turns of one session, oldest first; `below` an ordinal, the `limit` newest of them. */
  async ofSession(member: MemberId, session: SessionId, below: number | undefined, limit: number): Promise<TurnRow[]> {
    const rows = await this.query<TurnRow>(
      member,
      `select ${columns} from reflection.turn where session = $1 and ($2::integer is null or ordinal < $2) order by ordinal desc limit $3`,
      [session, below ?? null, limit],
    );
    return rows.reverse();
  }

  /** What stands before a turn in its session, at one moment. The newest `limit` replies, newest first. */
  async placeOf(member: MemberId, session: SessionId, turn: TurnId, limit: number): Promise<Place> {
    const [place] = await this.query<Place>(
      member,
      `select own.ordinal as own, coalesce((select max(ordinal) from reflection.turn where session = $1), 0) as newest,
         array(select id from reflection.turn where session = $1 and id <> $2 and state = 'running' and lease_until > now()
           and (own.ordinal is null or ordinal < own.ordinal)) as earlier,
         array(select reply from reflection.turn where session = $1 and state = 'answered' and reply_envelope is not null
           and (own.ordinal is null or ordinal < own.ordinal) order by ordinal desc limit $3) as replies
       from (values (1)) as one left join reflection.turn own on own.id = $2`,
      [session, turn, limit],
    );
    if (!place) throw new MirrorError('internal');
    return place;
  }

  /** The turns of a session that have these replies. */
  withReplies(member: MemberId, session: SessionId, replies: readonly ReplyId[]): Promise<TurnRow[]> {
    const text = `select ${columns} from reflection.turn where session = $1 and reply = any($2::uuid[])`;
    return this.query<TurnRow>(member, text, [session, replies]);
  }

  /** Takes an ended turn up again with a new reply; false where it runs or was answered meanwhile. */
  async reopen(member: MemberId, turn: TurnId, reply: ReplyId, againKey: string): Promise<boolean> {
    const rows = await this.query(
      member,
      `update reflection.turn set state = 'running', reply = $2, again_key = $3, reply_item = null, reply_envelope = null,
         lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
       where id = $1 and state in ('interrupted', 'cancelled', 'blocked') returning id`,
      [turn, reply, againKey],
    );
    return rows.length === 1;
  }

  /**
   * Ends a turn with what is there of its reply. `reply` guards against a turn that was taken up again meanwhile.
   * `evenIfHeld: false` leaves it alone while somebody has a living lease on it. `follow` runs in the same transaction: the
   * event that the turn is settled. Gives how the turn stands under this reply then, which is not `outcome` where it had
   * been ended before (by us, with an answer that was lost, or as abandoned); undefined where it was taken up again.
   */
  async settle(
    { member, turn, reply, outcome, sealed, evenIfHeld }: Settlement,
    follow: (tx: Transaction) => Promise<void>,
  ): Promise<TurnRow['state'] | undefined> {
    return this.unitOfWork.run({ role: 'reflection', member }, async (tx) => {
      const rows = await tx.query(
        `with ended as (
           update reflection.turn set state = $3, reply_item = $4, reply_envelope = $5, lease_until = null
           where id = $1 and reply = $2 and state = 'running' and ($8 or lease_until is null or lease_until < now()) returning id)
         select ended.id, case when $4::uuid is null then null else keys.put_item($6, $4, 'mirrorback', $7)::text end from ended`,
        [
          turn,
          reply,
          outcome,
          sealed?.item ?? null,
          sealed ? Buffer.from(fromBase64url(sealed.envelope)) : null,
          member,
          sealed ? Buffer.from(fromBase64url(sealed.wrappedKey)) : null,
          evenIfHeld,
        ],
      );
      if (rows.length === 0) return standingState(tx, turn, reply);
      await follow(tx);
      return outcome;
    });
  }

  private query<Row>(member: MemberId, sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.unitOfWork.query<Row>({ role: 'reflection', member }, sql, parameters);
  }
}
