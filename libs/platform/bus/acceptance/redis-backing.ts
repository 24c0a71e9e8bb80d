import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Queue, Worker } from 'bullmq';
import { Role } from '#libs/contracts/index.js';
import type { TestRedis } from '#libs/testing/redis-server.js';
import type { BusAdapter } from '../adapter.js';
import { readBusKeys } from '../redis/bus-keys.js';
import { overRedis } from '../redis/over-redis.js';
import type { BusBacking } from './backing.js';
import { startBus } from './started-bus.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const child = fileURLToPath(new URL('./child.ts', import.meta.url));

/** The adapter over a Redis of the tests, for a process that is told of it in one text. */
export const redisOf = (told: string): BusAdapter => {
  const { url, passwords, files } = JSON.parse(told) as Pick<TestRedis, 'url' | 'passwords' | 'files'>;
  const roles = Role.options.map((role) => ({
    role,
    password: passwords[role],
    keys: readBusKeys(role, files.secrets[role], files.directory),
  }));
  return overRedis({ url, version: 'suite', roles, lockMs: 600 });
};

/** What `redisOf` is told. */
export const toldOf = ({ url, passwords, files }: TestRedis): string => JSON.stringify({ url, passwords, files });

/** The bus over Redis for the suite: several processes, or one with all roles, which speaks to itself the same way. */
export const redisBacking = (
  database: { nodeUrl: string; look: BusBacking['look']; close(): Promise<void> },
  redis: TestRedis,
): BusBacking => {
  const connection = redis.administrator;
  const forgetEvents = async () => {
    const keys = await redis.administrator.keys('mirror:event-*');
    if (keys.length > 0) await redis.administrator.del(...keys);
  };
  const events = (role: string) => ({ name: `event-${role}`, options: { connection, prefix: 'mirror' } });
  return {
    start: async ({ roles = Role.options, alone, ...options } = {}) => {
      // No process of a split node is alone; what such a one does to the queues may happen to Redis at any time.
      if (alone) await forgetEvents();
      return startBus(
        database.nodeUrl,
        overRedis({ url: redis.url, version: 'suite', roles: redis.roles(...roles), lockMs: 600, patienceMs: 10_000 }),
        { ...options, roles },
      );
    },
    spawn: (act): ChildProcess =>
      spawn(process.execPath, ['--conditions=mirrorstead', '--import', 'tsx', child, act, database.nodeUrl, toldOf(redis)], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    look: database.look,
    leaveFailedJob: async (role, job) => {
      const { name, options } = events(role);
      const queue = new Queue(name, options);
      await queue.add(job.subscriber, job, { jobId: `${job.event}.${job.subscriber}` });
      const failing = new Worker(name, () => Promise.reject(new Error('as asked')), options);
      await new Promise((resolve) => failing.once('failed', resolve));
      await failing.close();
      await queue.close();
    },
    jobsIn: async (role) => {
      const { name, options } = events(role);
      const queue = new Queue(name, { ...options, skipMetasUpdate: true });
      const jobs = Object.values(await queue.getJobCounts()).reduce((sum, count) => sum + count, 0);
      await queue.close();
      return jobs;
    },
    close: async () => {
      await redis.stop();
      await database.close();
    },
  };
};
