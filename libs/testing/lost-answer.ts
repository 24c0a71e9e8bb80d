import { jest } from '@jest/globals';
import { TransactionRunner } from '#libs/platform/database/transaction-runner.js';

/**
 * The next commit of a transaction that ran such a statement comes through, and its answer does not: what a database
 * that is killed at that moment does. Ended by `jest.restoreAllMocks()`.
 * @param statement a part of the statement's text
 */
export const loseAnswerOf = (statement: string): void => {
  const { rows, commit } = TransactionRunner.prototype;
  let marked: TransactionRunner | undefined;
  let lost = false;
  jest.spyOn(TransactionRunner.prototype, 'rows').mockImplementation(function (this: TransactionRunner, text, values) {
    if (!lost && text.includes(statement)) marked = this;
    return rows.call(this, text, values) as Promise<never[]>;
  });
  jest.spyOn(TransactionRunner.prototype, 'commit').mockImplementation(async function (this: TransactionRunner) {
    await commit.call(this);
    if (lost || marked !== this) return;
    lost = true;
    throw new Error('Connection terminated unexpectedly');
  });
};
