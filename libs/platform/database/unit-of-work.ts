import { isNativeError } from 'node:util/types';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { type MemberId, MirrorError, type Role } from '#libs/contracts/index.js';
import { beginStatement } from './domain/begin-statement.js';
import { databaseFailure } from './domain/failure.js';
import type { DatabaseRole } from './domain/roles.js';
import type { PoolOf } from './pools.js';
import { TransactionRunner } from './transaction-runner.js';

export interface Transaction {
  /** Rows of one statement (of `update … returning` too). Parameters are `$1`, `$2`; text without any is sent as it is. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** TypeORM, in the same transaction. */
  readonly manager: EntityManager;
  /** Runs once what was written is on the disk; not at all where it is rolled back. It must not throw. */
  afterCommit(effect: () => void): void;
}

/**
 * Whose rights, and whose rows: without a member the policies show none. The relay changes the deliveries of the role whose
 * login it uses; without one, it is any of the process.
 */
export type WorkAs = { role: DatabaseRole; member?: MemberId; login?: Role };

/**
 * The one way to the database. A unit of work is a transaction that begins with the rights of a role and ends when
 * `work` does: committed, or rolled back where it throws. It never spans a call, a model, a stream or a delay.
 */
@Injectable()
export class UnitOfWork {
  readonly #log = new Logger(UnitOfWork.name);

  readonly #poolOf: PoolOf;

  /** One pool for every role, or one for each. */
  constructor(@Inject(DataSource) pool: DataSource | PoolOf) {
    this.#poolOf = typeof pool === 'function' ? pool : () => pool;
  }

  /**
   * @throws MirrorError `database_unavailable` (during a commit it may have been stored: ask again with the same ids),
   * `disk_full`; errors of statements and of `work` as they are.
   */
  async run<T>(who: WorkAs, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const effects: (() => void)[] = [];
    const result = await this.#within(who, async (runner) => {
      const worked = await work({
        query: (sql, parameters) => runner.rows(sql, parameters),
        manager: runner.manager,
        afterCommit: (effect) => void effects.push(effect),
      });
      await runner.commit();
      return worked;
    });
    for (const effect of effects) this.#run(effect);
    return result;
  }

  /**
   * A unit of work of one statement, whose rows are given once they are committed. Opening, statement and commit are on
   * the way together, so that it takes one round trip; where the statement fails, PostgreSQL rolls back at the commit.
   * @throws as `run`
   */
  query<Row = Record<string, unknown>>(who: WorkAs, sql: string, parameters?: unknown[]): Promise<Row[]> {
    return this.#within(who, async (runner) => {
      const rows = runner.rows<Row>(sql, parameters);
      const committed = runner.commit();
      // Where the statement fails it says why; that nothing was committed follows from it.
      committed.catch(() => undefined);
      const found = await rows;
      await committed;
      return found;
    });
  }

  /** Roles that share a login, together: what their relay does takes one unit of work. */
  byLogin(roles: readonly Role[]): [Role, ...Role[]][] {
    const groups = Map.groupBy(roles, (role) => this.#poolOf('relay', role));
    return [...groups.values()] as [Role, ...Role[]][];
  }

  async #within<T>({ role, member, login }: WorkAs, work: (runner: TransactionRunner) => Promise<T>): Promise<T> {
    const opening = beginStatement(role, member);
    const runner = new TransactionRunner(this.#poolOf(role, login));
    try {
      await runner.begin(opening);
      return await work(runner);
    } catch (error) {
      throw failureOf(await runner.abandon(error));
    } finally {
      await runner.release();
    }
  }

  /** What was committed stays committed: an effect that fails is our mistake, not the caller's failure. */
  #run(effect: () => void): void {
    try {
      effect();
    } catch (error) {
      this.#log.error({ what: 'after_commit_failed', code: isNativeError(error) ? error.name : typeof error });
    }
  }
}

/** The runner lets go of a connection that broke: what comes after meets a released runner. */
const failureOf = (error: unknown): unknown =>
  error instanceof QueryRunnerAlreadyReleasedError
    ? new MirrorError('database_unavailable', undefined, { cause: error })
    : databaseFailure(error);
