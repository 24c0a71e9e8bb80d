import type { ErrorCode, EventContract, EventId, MemberId, Role } from '#libs/contracts/index.js';
import type { Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import { roleOf } from '../domain/proof.js';
import type { Next } from '../domain/timing.js';

/** An event for one subscriber that is to be put into that role's queue. `again`: it was before, and was not handled. */
export type Due = { event: EventId; subscriber: string; role: Role; again: boolean };
/** What an attempt starts with. `attempts` counts this one. */
export type Begun = { name: string; payload: unknown; attempts: number };
/** An event that waits for a person, as health and CLI show it: never its payload. */
export type ParkedEvent = {
  event: EventId;
  name: string;
  subscriber: string;
  error: ErrorCode;
  attempts: number;
  parkedAt: Date;
  forMs: number;
};

/** How many deliveries are outstanding, in all and by the role that handles them, and the age of the oldest. */
export type Backlog = { waiting: number; oldestMs: number; byRole: Record<string, number> };

/** Writes an event and one delivery per subscriber, in the transaction of its cause. */
export const insertEvent = async (transaction: Transaction, event: EventContract, payload: unknown): Promise<void> => {
  await transaction.query('select bus.publish($1, $2, $3)', [event.name, JSON.stringify(payload), [...event.subscribers]]);
};

/** True where this transaction is the one that handles the event for the subscriber. */
export const markHandled = async (transaction: Transaction, event: EventId, subscriber: string): Promise<boolean> => {
  const [row] = await transaction.query<{ first: boolean }>('select bus.mark_handled($1, $2) as first', [event, subscriber]);
  return row?.first ?? false;
};

/** Who a handler works for: row security lets its transaction see that member's rows. */
export const memberOf = (payload: unknown): MemberId | undefined =>
  typeof payload === 'object' && payload !== null && 'member' in payload ? (payload.member as MemberId) : undefined;

/**
 * The outbox as the relay and the workers use it; every statement runs as `mirror_relay`, and those that change a delivery
 * under the login of the role that it is for, whose they are alone.
 */
export class Deliveries {
  constructor(private readonly units: UnitOfWork) {}

  /** Takes what is due for these roles and notes it as enqueued; two relays never take the same. */
  async claim(roles: readonly Role[], most: number, unhandledMs: number): Promise<Due[]> {
    const taken = await this.forEachLogin(roles, (transaction, own) =>
      transaction.query<Due>(
        `with due as (
           select event, subscriber, enqueued_at is not null as again from bus.delivery waiting
           where role = any($1) and parked_at is null and next_at <= now()
             and not exists (select from bus.handled done where done.event = waiting.event and done.subscriber = waiting.subscriber)
           order by next_at limit $2 for update skip locked)
         update bus.delivery taken set enqueued_at = now(), next_at = now() + $3 * interval '1 ms'
         from due where taken.event = due.event and taken.subscriber = due.subscriber
         returning taken.event, taken.subscriber, taken.role, due.again`,
        [own, most, unhandledMs],
      ),
    );
    return taken.flat();
  }

  /** What a process that ended had taken is due at once when the next one starts. */
  async recall(roles: readonly Role[]): Promise<void> {
    await this.forEachLogin(roles, (transaction, own) =>
      transaction.query('update bus.delivery set next_at = now() where role = any($1) and enqueued_at is not null and parked_at is null', [
        own,
      ]),
    );
  }

  /** Counts an attempt before it runs, so that one which takes its process down is counted too. Undefined: nothing to do any more. */
  async begin(event: EventId, subscriber: string, unhandledMs: number): Promise<Begun | undefined> {
    const [begun] = await this.asRelayOf(subscriber, (transaction) =>
      transaction.query<Begun>(
        `update bus.delivery taken set attempts = attempts + 1, next_at = now() + $3 * interval '1 ms'
         from bus.outbox where outbox.id = taken.event and taken.event = $1 and taken.subscriber = $2 and taken.parked_at is null
         returning outbox.name, outbox.payload, taken.attempts`,
        [event, subscriber, unhandledMs],
      ),
    );
    return begun;
  }

  async retryLater(
    event: EventId,
    subscriber: string,
    error: ErrorCode,
    { waitMs, counted }: Extract<Next, { parked: false }>,
  ): Promise<void> {
    await this.asRelayOf(subscriber, (transaction) =>
      transaction.query(
        `update bus.delivery set enqueued_at = null, next_at = now() + $4 * interval '1 ms', error_code = $3, attempts = attempts - $5
         where event = $1 and subscriber = $2`,
        [event, subscriber, error, waitMs, counted ? 0 : 1],
      ),
    );
  }

  async park(event: EventId, subscriber: string, error: ErrorCode): Promise<void> {
    await this.asRelayOf(subscriber, (transaction) =>
      transaction.query('update bus.delivery set parked_at = now(), error_code = $3 where event = $1 and subscriber = $2', [
        event,
        subscriber,
        error,
      ]),
    );
  }

  parked(): Promise<ParkedEvent[]> {
    return this.asRelay((transaction) =>
      transaction.query<ParkedEvent>(
        `select event, name, subscriber, error_code as error, attempts, parked_at as "parkedAt",
           (extract(epoch from clock_timestamp() - parked_at) * 1000)::float8 as "forMs"
         from bus.delivery join bus.outbox on outbox.id = delivery.event where parked_at is not null order by parked_at limit 100`,
      ),
    );
  }

  /** What is outstanding and not given up. */
  async backlog(): Promise<Backlog> {
    const rows = await this.asRelay((transaction) =>
      transaction.query<{ role: string; waiting: number; oldestMs: number }>(
        `select role, count(*)::int as waiting,
           (extract(epoch from clock_timestamp() - min(outbox.created_at)) * 1000)::float8 as "oldestMs"
         from bus.delivery waiting join bus.outbox on outbox.id = waiting.event
         where parked_at is null
           and not exists (select from bus.handled done where done.event = waiting.event and done.subscriber = waiting.subscriber)
         group by role`,
      ),
    );
    return {
      waiting: rows.reduce((sum, { waiting }) => sum + waiting, 0),
      oldestMs: Math.max(0, ...rows.map(({ oldestMs }) => oldestMs)),
      byRole: Object.fromEntries(rows.map(({ role, waiting }) => [role, waiting])),
    };
  }

  /** Gives what waits for a person another set of attempts: of one event, or of all, whosever. Says how many deliveries that were. */
  async release(event?: EventId): Promise<number> {
    const [row] = await this.asRelay((transaction) =>
      transaction.query<{ released: number }>('select bus.release($1) as released', [event ?? null]),
    );
    return row?.released ?? 0;
  }

  /** Drops the deliveries that were handled, so that the table holds only what is outstanding. */
  async clearHandled(roles: readonly Role[]): Promise<void> {
    await this.forEachLogin(roles, (transaction, own) =>
      transaction.query(
        `delete from bus.delivery where (event, subscriber) in (
           select event, subscriber from bus.delivery join bus.handled using (event, subscriber)
           where role = any($1) for update of delivery skip locked)`,
        [own],
      ),
    );
  }

  /** Forgets up to `most` events that all have handled and that are older than `keptMs`; says how many. */
  async forget(keptMs: number, most: number): Promise<number> {
    const gone = await this.asRelay((transaction) =>
      transaction.query(
        `with gone as (
           delete from bus.outbox where id in (
             select id from bus.outbox old where created_at < now() - $1 * interval '1 ms'
               and not exists (select from bus.delivery where delivery.event = old.id)
             order by created_at limit $2)
           returning id)
         select id from gone`,
        [keptMs, most],
      ),
    );
    return gone.length;
  }

  private forEachLogin<T>(roles: readonly Role[], work: (transaction: Transaction, own: Role[]) => Promise<T>): Promise<T[]> {
    return Promise.all(this.units.byLogin(roles).map((own) => this.asRelay((transaction) => work(transaction, own), own[0])));
  }

  private asRelayOf<T>(subscriber: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.asRelay(work, roleOf(subscriber) as Role);
  }

  /**
   * Nothing of the relay's own notes needs to outlast a power cut: what is lost is done again, and `bus.handled`, which
   * says what is done, commits durably with the handler. So its commits don't wait for the disk.
   */
  private asRelay<T>(work: (transaction: Transaction) => Promise<T>, login?: Role): Promise<T> {
    return this.units.run(login === undefined ? { role: 'relay' } : { role: 'relay', login }, async (transaction) => {
      await transaction.query(`select set_config('synchronous_commit', 'off', true)`);
      return work(transaction);
    });
  }
}
