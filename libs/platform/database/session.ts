import pg from 'pg';
import { databaseFailure } from './domain/failure.js';

/** `as`: the role that the session works as. */
type SessionOptions = { name?: string; as?: string };

/**
 * One connection, for steps that take as long as they take and belong to no unit of work.
 * @throws MirrorError `database_unavailable`; what PostgreSQL says otherwise, as it is
 */
export const withSession = async <T>(url: string, work: (client: pg.Client) => Promise<T>, options: SessionOptions = {}): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: options.name ?? 'mirrorstead',
    options: '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c client_min_messages=warning',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (options.as) await client.query(`set role ${pg.escapeIdentifier(options.as)}`);
    return await work(client);
  } catch (error) {
    throw databaseFailure(error);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** A session of the step that makes and changes what the database is. */
export const withAdmin = <T>(url: string, work: (client: pg.Client) => Promise<T>, as?: string): Promise<T> =>
  withSession(url, work, { name: 'mirrorstead migrate', ...(as ? { as } : {}) });
