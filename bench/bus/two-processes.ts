import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { StartedBus } from '#libs/platform/bus/acceptance/backing.js';
import { busData } from '#libs/platform/bus/index.js';
import { freshDatabase } from '#libs/testing/fresh-database.js';
import { startOwnServer } from '#libs/testing/own-server.js';
import { startRedis } from '#libs/testing/redis-server.js';
import { durableInsert } from '../durable-insert.js';
import { BareCaller } from './bare.js';
import { benchContracts } from './contracts.js';
import { type EndSettings, startEnd } from './end.js';

/** A process that asks (this one) and one that answers, on a PostgreSQL that is durable and a Redis with the node's rights. */
export class TwoProcesses {
  private constructor(
    readonly product: StartedBus,
    readonly bare: BareCaller,
    /** One row of 1 KiB into the same PostgreSQL. */
    readonly insert: () => Promise<void>,
    private readonly answering: ChildProcess,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<TwoProcesses> {
    const [server, redis] = await Promise.all([startOwnServer(), startRedis({ contracts: benchContracts })]);
    process.env.MIRROR_TEST_DATABASE = server.postgres.adminUrl;
    const database = await freshDatabase([busData]);
    const bare = { host: '127.0.0.1', port: redis.port, username: 'bare', password: 'bare' };
    await redis.administrator.call('acl', 'setuser', bare.username, 'on', `>${bare.password}`, '~*', '&*', '+@all');
    const settings: EndSettings = {
      databaseUrl: database.nodeUrl,
      redisUrl: redis.url,
      passwords: redis.passwords,
      files: redis.files,
      bare,
    };
    const program = fileURLToPath(new URL('answering-process.ts', import.meta.url));
    const answering = fork(program, [JSON.stringify(settings)]);
    const product = await startEnd(settings, 'gateway', []);
    await Promise.race([once(answering, 'message'), once(answering, 'exit').then(() => Promise.reject(new Error('It does not start.')))]);
    const administrator = new pg.Client({ connectionString: database.adminUrl });
    await administrator.connect();
    const caller = await BareCaller.open(bare);
    const stop = async () => {
      await caller.close();
      await product.close();
      answering.disconnect();
      await once(answering, 'exit');
      await administrator.end();
      await Promise.all([redis.stop(), database.close()]);
      await server.stop();
    };
    return new TwoProcesses(product, caller, await durableInsert(administrator), answering, stop);
  }

  /** When the other process has worked off the next event: nanoseconds of the machine's monotonic clock. */
  async noted(): Promise<bigint> {
    const [at] = (await once(this.answering, 'message')) as [string];
    return BigInt(at);
  }
}
