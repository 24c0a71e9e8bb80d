import { Queue } from 'bullmq';
import type { Role } from '#libs/contracts/index.js';
import type { EventJob, QueueBackend } from '../outbox/event-queues.js';
import { EVENTS_KEPT } from './call-queue.js';
import type { Link } from './link.js';
import { LinkedWorker } from './linked-worker.js';
import { eventQueue, PREFIX } from './names.js';

/** Jobs of one role that run at the same time in one process. */
const CONCURRENCY = 4;

/**
 * Queues of events in Redis, each over the link of its role, so that a role has rights in its own alone. A worker that does
 * not renew the lock of its job for `lockMs` is taken for dead. All of it may be lost: the outbox puts it there again.
 */
export const redisQueues = (links: ReadonlyMap<Role, Link>, lockMs = 10_000): QueueBackend => {
  const linkOf = (name: string): Link => {
    const link = links.get(name as Role);
    if (!link) throw new TypeError(`this process has no queue of ${name}`);
    return link;
  };
  return {
    queue: (name) =>
      new Queue<EventJob>(eventQueue(name as Role), {
        connection: linkOf(name).commands,
        prefix: PREFIX,
        streams: { events: { maxLen: EVENTS_KEPT } },
      }),
    worker: (name, work) =>
      new LinkedWorker<EventJob>(linkOf(name), eventQueue(name as Role), (job) => work(job.data), {
        prefix: PREFIX,
        autorun: false,
        concurrency: CONCURRENCY,
        lockDuration: lockMs,
        stalledInterval: lockMs / 2,
        // How often a delivery may be tried is the outbox's to say.
        maxStalledCount: 1_000,
        drainDelay: 2,
        runRetryDelay: 1_000,
      }),
    // The links are closed by whoever opened them, after all that goes over them.
    close: async () => undefined,
  };
};
