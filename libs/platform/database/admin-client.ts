import pg from 'pg';
import { databaseFailure } from './domain/failure.js';

/** The same server and login, another database. */
export const withDatabase = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
};

/**
 * One session, for steps that take as long as they take. `as` is the role that it works as.
 * @throws MirrorError `database_unavailable`
 */
export const withAdmin = async <T>(url: string, work: (client: pg.Client) => Promise<T>, as?: string): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'mirrorstead migrate',
    options: '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c client_min_messages=warning',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (as) await client.query(`set role ${pg.escapeIdentifier(as)}`);
    return await work(client);
  } catch (error) {
    throw databaseFailure(error);
  } finally {
    await client.end().catch(() => undefined);
  }
};
