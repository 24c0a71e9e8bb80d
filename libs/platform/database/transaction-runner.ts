import { isNativeError } from 'node:util/types';
import type { PoolClient } from 'pg';
import { type DataSource, type EntityManager, QueryRunnerAlreadyReleasedError } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { StatementNames } from './statement-names.js';

const names = new StatementNames();
/** "cached plan must not change result type": the table changed under a prepared statement. */
const STALE_PLAN = '0A000';

/**
 * A query runner of TypeORM whose transaction we begin and end ourselves: its opening statement is on the way together
 * with the first query, and a commit that did not commit is told. Entities work in it as in any other.
 */
export class TransactionRunner extends PostgresQueryRunner {
  declare readonly manager: EntityManager;
  #client: PoolClient | undefined;
  #begun: Promise<unknown> = Promise.resolve();

  constructor(source: DataSource) {
    super(source.driver as PostgresDriver, 'master');
    Object.assign(this, { manager: source.createEntityManager(this) });
  }

  /** Sends the opening statement, without waiting: whatever follows on this connection waits for it on the server. */
  async begin(statement: string): Promise<void> {
    this.#client = await this.connect();
    this.#begun = this.#connected.query(statement);
    // Whoever settles the transaction asks again; until then a rejection is not one that nobody handles.
    this.#begun.catch(() => undefined);
    this.isTransactionActive = true;
    this.transactionDepth = 1;
  }

  /** Rows of one statement. */
  async rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    const name = values && names.nameOf(text);
    const result = await this.#connected.query({ text, ...(values ? { values: [...values] } : {}), ...(name ? { name } : {}) });
    return result.rows;
  }

  async commit(): Promise<void> {
    const [{ command }] = await Promise.all([this.#connected.query('commit'), this.#begun]);
    this.isTransactionActive = false;
    // After a statement that failed, and whose error the work swallowed, PostgreSQL answers COMMIT with ROLLBACK and no
    // error: nothing was stored.
    if (command !== 'COMMIT') throw new Error('a statement failed inside the unit of work, so it was rolled back');
  }

  /** Rolls back; a connection that can't be trusted any more is closed instead. Gives the error to report. */
  async abandon(error: unknown): Promise<unknown> {
    // Where the opening statement failed, all that came after it failed for that reason.
    const cause = await this.#begun.then(
      () => error,
      (failure: unknown) => failure,
    );
    this.isTransactionActive = false;
    const stale = isNativeError(error) && 'code' in error && error.code === STALE_PLAN;
    const rolledBack = !this.isReleased && !stale && (await this.#client?.query('rollback').catch(() => undefined));
    // The pool drops a client that was told to end.
    if (!rolledBack) void this.#client?.end().catch(() => undefined);
    return cause;
  }

  get #connected(): PoolClient {
    // A query that the work did not await must not run in whatever transaction has this connection next.
    if (!this.#client || this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    return this.#client;
  }
}
