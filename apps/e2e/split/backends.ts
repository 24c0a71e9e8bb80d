import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { EmbeddedPostgres } from '#libs/platform/postgres/index.js';
import { eventually } from '#libs/testing/eventually.js';
import { anyPort } from '../running-node.js';
import { TestRedis } from './redis.js';

/** PostgreSQL and Redis of a split node: what outlives its processes. */
export class Backends {
  private constructor(
    readonly secrets: string,
    readonly databasePort: number,
    readonly redis: TestRedis,
    private readonly database: DatabasePlace,
    private postgres: EmbeddedPostgres,
  ) {}

  /**
   * @param folder for what belongs to the backends.
   * @param secrets what `init` made.
   * @param dataFolder for the database, a disk of its own perhaps.
   */
  static async start(folder: string, secrets: string, dataFolder = join(folder, 'database')): Promise<Backends> {
    const [databasePort, redisPort] = [await anyPort(), await anyPort()];
    const database = { dataFolder, secretsFolder: join(folder, 'database-secrets'), port: databasePort };
    mkdirSync(database.secretsFolder, { recursive: true, mode: 0o700 });
    copyFileSync(join(secrets, 'database-admin'), join(database.secretsFolder, 'database-admin'));
    const [postgres, redis] = await Promise.all([
      openDatabase(database),
      TestRedis.start(join(folder, 'redis'), redisPort, join(secrets, 'redis-acl')),
    ]);
    return new Backends(secrets, databasePort, redis, database, postgres);
  }

  get administrator(): pg.ClientConfig {
    const password = readFileSync(join(this.secrets, 'database-admin'), 'utf8').trim();
    return { host: '127.0.0.1', port: this.databasePort, user: 'postgres', password, database: 'mirrorstead' };
  }

  /** `kill -9` of the server, which is started again at once. */
  async killDatabase(): Promise<void> {
    const { pid } = this.postgres;
    if (!pid) throw new Error('There is no database to kill.');
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      if (this.postgres.pid === pid || this.postgres.state.status !== 'running') throw new Error('The database does not come back.');
    }, 60_000);
  }

  get databasePid(): number {
    return this.postgres.pid ?? 0;
  }

  /** Where the database's files lie. */
  get dataFolder(): string {
    return this.database.dataFolder;
  }

  /** A clean restart, as for an update. */
  async restartDatabase(): Promise<void> {
    await this.postgres.stop();
    this.postgres = await openDatabase(this.database);
  }

  async stop(): Promise<void> {
    await Promise.all([this.redis.stop(), this.postgres.stop()]);
  }
}

type DatabasePlace = { dataFolder: string; secretsFolder: string; port: number };

const openDatabase = ({ dataFolder, secretsFolder, port }: DatabasePlace): Promise<EmbeddedPostgres> =>
  EmbeddedPostgres.start({
    dataFolder,
    secretsFolder,
    settings: { listen_addresses: '127.0.0.1', port: String(port), max_connections: '200' },
  });
