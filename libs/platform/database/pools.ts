import type { DataSource } from 'typeorm';
import type { Role } from '#libs/contracts/index.js';
import type { Config, SecretFiles } from '#libs/platform/config/index.js';
import { urlAs } from './address.js';
import { openDataSource } from './data-source.js';
import { databaseFailure } from './domain/failure.js';
import { type DatabaseRole, loginName } from './domain/roles.js';
import type { FeatureData } from './feature-data.js';

/** Which connections a unit of work of that role goes through; for the relay, as whose login it does. */
export type PoolOf = (role: DatabaseRole, login?: Role) => DataSource;

/**
 * The connections of a process. In the embedded node one pool for all roles; in a split one a pool per role, as that
 * role's own login, so that a process can't do more in the database than its roles may.
 */
export class Pools {
  private constructor(
    private readonly byRole: ReadonlyMap<string, DataSource>,
    private readonly shared: DataSource | undefined,
  ) {}

  /** @throws MirrorError `database_unavailable`; SecretFailure */
  static async open(config: Config, secrets: SecretFiles, features: readonly FeatureData[]): Promise<Pools> {
    const { databaseUrl, databaseConnections, roles } = config;
    if (config.redisUrl === undefined) return new Pools(new Map(), await openDataSource(databaseUrl, features, databaseConnections));
    const opened = await Promise.all(
      roles.map(async (role) => {
        const url = urlAs(databaseUrl, loginName(role), secrets.read(`database-${role}`));
        return [role, await openDataSource(url, features, databaseConnections)] as const;
      }),
    );
    return new Pools(new Map(opened), undefined);
  }

  /** @throws TypeError for a role that this process does not have: a mistake of ours, which the database would refuse too. */
  of(role: DatabaseRole, login?: Role): DataSource {
    // Every login may take the relay's rights, and gets with them the deliveries of its own role alone.
    const name = role === 'relay' ? login : role;
    const pool = this.shared ?? (name === undefined ? this.all[0] : this.byRole.get(name));
    if (!pool) throw new TypeError(`this process does not have the role ${name}`);
    return pool;
  }

  /** Rows as a login sees them that has taken no role: what PostgreSQL shows everyone, and the ledger of the steps. */
  async asLogin<Row>(sql: string): Promise<Row[]> {
    const [pool] = this.all;
    try {
      return (await pool?.query(sql)) ?? [];
    } catch (error) {
      throw databaseFailure(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((pool) => pool.destroy()));
  }

  private get all(): DataSource[] {
    return this.shared ? [this.shared] : [...this.byRole.values()];
  }
}
