import { isNativeError } from 'node:util/types';
import { MirrorError } from '#libs/contracts/index.js';

/** SQLSTATE classes and codes (PostgreSQL manual, appendix A) that say: no database for now. */
const UNAVAILABLE = /^(08...|57P0[1-5]|53300|25P03)$/;
/** What the operating system says of the connection. */
const DISCONNECTED = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
/** pg and its pool give these without a code. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Cannot use a pool after)/;

const codeOf = (error: Error): string | undefined => ('code' in error && typeof error.code === 'string' ? error.code : undefined);

/**
 * The error that a caller gets. A connection that was refused or lost is `database_unavailable`, a full disk `disk_full`;
 * what a statement itself did wrong stays as it is, since only its feature knows what that means.
 */
export const databaseFailure = (error: unknown): unknown => {
  if (!isNativeError(error) || error instanceof MirrorError) return error;
  const code = codeOf(error);
  if (code === '53100' || code === 'ENOSPC' || (code === '58030' && /No space left|quota/i.test(error.message))) {
    return new MirrorError('disk_full', undefined, { cause: error });
  }
  if (code === undefined ? LOST.test(error.message) : UNAVAILABLE.test(code) || DISCONNECTED.has(code)) {
    return new MirrorError('database_unavailable', undefined, { cause: error });
  }
  return error;
};
