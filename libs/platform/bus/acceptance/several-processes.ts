import type { InstanceId, Role } from '#libs/contracts/index.js';
import { freshDatabase } from '#libs/testing/index.js';
import { startRedis, type TestRedis } from '#libs/testing/redis-server.js';
import { busData } from '../data.js';
import type { BusBacking, StartedBus, StartOptions } from './backing.js';
import { probeData } from './probe.js';
import { redisBacking } from './redis-backing.js';
import { type Doing, playersOf, severalContracts } from './several.js';

/** Processes of a split node on one Redis and one database, started one by one. */
export class SeveralProcesses {
  private running: StartedBus[] = [];

  private constructor(
    readonly redis: TestRedis,
    readonly backing: BusBacking,
  ) {}

  static async prepare(): Promise<SeveralProcesses> {
    const [database, redis] = await Promise.all([freshDatabase([busData, probeData]), startRedis({ contracts: severalContracts })]);
    return new SeveralProcesses(redis, redisBacking(database, redis));
  }

  async start(roles: readonly Role[], { doing, ...options }: StartOptions & { doing?: Doing } = {}): Promise<StartedBus> {
    const started = await this.backing.start({ roles, contracts: severalContracts, providers: playersOf(roles, doing), ...options });
    this.running.push(started);
    return started;
  }

  /** Ends what was started. */
  async clear(): Promise<void> {
    await Promise.all(this.running.splice(0).map((started) => started.close()));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.backing.close();
  }
}

/** The code that it fails with, or what it gave. */
export const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: unknown) => (error as { code?: unknown }).code ?? error);

export const instanceOf = ({ bus }: StartedBus): InstanceId => bus.instance;
