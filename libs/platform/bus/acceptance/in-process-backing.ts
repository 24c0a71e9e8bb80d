import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createPostgresBackend, withBackend } from 'bullmq';
import { Pool } from 'pg';
import { inProcess } from '../in-process/in-process.js';
import { postgresQueues } from '../outbox/postgres-queues.js';
import type { BusBacking } from './backing.js';
import { startBus } from './started-bus.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const child = fileURLToPath(new URL('./child.ts', import.meta.url));

/** The embedded node's bus for the suite: all roles in this process, queues in PostgreSQL. */
export const inProcessBacking = (database: { nodeUrl: string; look: BusBacking['look']; close(): Promise<void> }): BusBacking => ({
  start: (options = {}) =>
    startBus(database.nodeUrl, inProcess({ queues: postgresQueues(database.nodeUrl, 600), alone: options.alone ?? false }), options),
  spawn: (act): ChildProcess =>
    spawn(process.execPath, ['--conditions=mirrorstead', '--import', 'tsx', child, act, database.nodeUrl], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  look: database.look,
  leaveFailedJob: async (role, job) => {
    const { Queue, Worker } = withBackend(createPostgresBackend);
    const connection = new Pool({ connectionString: database.nodeUrl, options: '-c role=mirror_relay -c search_path=bullmq' });
    const queue = new Queue(role, { connection });
    await queue.add(job.subscriber, job, { jobId: `${job.event}.${job.subscriber}` });
    const failing = new Worker(role, () => Promise.reject(new Error('as asked')), { connection });
    await new Promise((resolve) => failing.once('failed', resolve));
    await failing.close();
    await queue.close();
    await connection.end();
  },
  jobsIn: async (role) => {
    const [row] = await database.look<{ jobs: number }>('select count(*)::int as jobs from bullmq.job where queue = $1', [role]);
    return row?.jobs ?? 0;
  },
  close: () => database.close(),
});
