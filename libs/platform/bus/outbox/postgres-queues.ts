import { createPostgresBackend, withBackend } from 'bullmq';
import { Pool } from 'pg';
import type { EventJob, QueueBackend } from './event-queues.js';

const { Queue, Worker } = withBackend(createPostgresBackend);

/** BullMQ's schema, and the database role that works in it without owning it: the relay's, as queues are its way. */
export const QUEUE_SCHEMA = 'bullmq';
export const QUEUE_ROLE = 'mirror_relay';

/** Jobs of one role that run at the same time. */
const CONCURRENCY = 4;

/**
 * Queues in PostgreSQL, for the embedded node. One pool for all of them: each worker keeps one connection of it to
 * listen on. `databaseUrl` is the node's own login, which may become `mirror_relay`; a worker that does not renew the lock
 * of its job for `lockMs` is taken for dead.
 */
export const postgresQueues = (databaseUrl: string, lockMs = 10_000): QueueBackend => {
  const connection = new Pool({
    connectionString: databaseUrl,
    // Commits don't wait for the disk: what a power cut takes from a queue, the outbox puts there again.
    options: `-c role=${QUEUE_ROLE} -c search_path=${QUEUE_SCHEMA} -c synchronous_commit=off`,
    application_name: 'mirror queue',
    keepAlive: true,
    max: 12,
  });
  // Every queue and worker listens to the pool's errors.
  connection.setMaxListeners(0);
  // BullMQ listens to no errors of a connection that it borrows: one that the server cut then would end this process.
  connection.on('connect', (client) => client.on('error', () => undefined));
  return {
    // Nobody reads BullMQ's own events here; it keeps 10,000 a queue otherwise.
    queue: (name) => new Queue<EventJob>(name, { connection, streams: { events: { maxLen: 100 } } }),
    worker: (name, work) =>
      new Worker<EventJob>(name, (job) => work(job.data), {
        connection,
        autorun: false,
        concurrency: CONCURRENCY,
        lockDuration: lockMs,
        stalledInterval: lockMs / 2,
        // How often a delivery may be tried is the outbox's to say.
        maxStalledCount: 1_000,
        drainDelay: 5,
        runRetryDelay: 1_000,
      }),
    close: () => connection.end(),
  };
};
