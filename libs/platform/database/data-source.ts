import pg from 'pg';
import { DataSource } from 'typeorm';
import { databaseFailure } from './domain/failure.js';
import type { FeatureData } from './feature-data.js';

/**
 * A killed server may send a last word after TypeORM has let go of the connection: an error that nobody listens to would
 * end the process. Whoever waits for an answer learns of the break by that.
 */
class HeardClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/**
 * The pool of a process, connected. Queries are sent without waiting for the answer before them (`pipeline`), so that
 * what opens a transaction costs no round trip of its own.
 * @param url of a login, with its password.
 * @param connections at most.
 * @throws MirrorError `database_unavailable`
 */
export const openDataSource = async (url: string, features: readonly FeatureData[], connections = 16): Promise<DataSource> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    entities: features.flatMap((feature) => [...feature.entities]) as never[],
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    applicationName: 'mirrorstead',
    poolSize: connections,
    connectTimeoutMS: 5_000,
    // A server that dies takes its idle connections with it; the pool makes new ones, and whoever asks next learns of it.
    poolErrorHandler: () => undefined,
    extra: {
      Client: HeardClient,
      pipeline: true,
      min: 2,
      idleTimeoutMillis: 60_000,
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 10_000,
    },
  });
  try {
    return await source.initialize();
  } catch (error) {
    throw databaseFailure(error);
  }
};
