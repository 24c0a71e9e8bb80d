import { isNativeError } from 'node:util/types';
import { MirrorError } from '#libs/contracts/index.js';

/** Why a process can't work on its database yet; each may pass by itself while a node is being started. */
export type WaitingFor =
  | { what: 'server'; cause?: string }
  /** No such login yet, or another password: PostgreSQL does not tell a stranger which. */
  | { what: 'login' }
  | { what: 'database' }
  | { what: 'schema'; missing: number };

/** Names for sentences; nothing secret. */
export type Door = { server: string; database: string; login: string; secret: string };

/** What a failed connection waits for; undefined where waiting does not help. PostgreSQL manual, appendix A. */
export const waitingFor = (error: unknown): WaitingFor | undefined => {
  if (error instanceof MirrorError && error.code === 'database_unavailable') return { what: 'server', ...causeOf(error.cause) };
  switch (codeOf(error)) {
    case '28P01':
    // The login is there, and its right to enter comes at the end of the migrate step.
    case '42501':
      return { what: 'login' };
    case '3D000':
      return { what: 'database' };
    default:
      return undefined;
  }
};

const codeOf = (error: unknown): string | undefined =>
  isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const causeOf = (cause: unknown): { cause?: string } => {
  const code = codeOf(cause);
  return code ? { cause: code } : {};
};

/** What it is about, as the beginning of a sentence. */
export const waitingSentence = (waiting: WaitingFor, { server, database, login, secret }: Door): string => {
  switch (waiting.what) {
    case 'server':
      return `PostgreSQL at ${server} does not answer${waiting.cause ? ` (${waiting.cause})` : ''}.`;
    case 'login':
      return `PostgreSQL at ${server} does not let ${login} in with the password of the secret file ${secret}.`;
    case 'database':
      return `PostgreSQL at ${server} has no database ${database}.`;
    case 'schema':
      return `The database ${database} lacks ${waiting.missing} of the steps that this version knows.`;
  }
};

/** What to do where waiting did not help. */
export const waitingRemedy = ({ what }: WaitingFor): string =>
  what === 'server'
    ? 'Start it, or mend MIRROR_DATABASE_URL, then start again.'
    : 'The migrate step (ROLES=migrate) makes that, with these secret files: run it, look at what it says, then start again.';
