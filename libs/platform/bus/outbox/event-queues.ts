import type { EventId, Role } from '#libs/contracts/index.js';
import { noteTrouble } from '../failure.js';
import { settledWithin } from '../settled-within.js';
import type { Due } from './deliveries.js';

/** All that a queue holds of an event. */
export type EventJob = { event: EventId; subscriber: string };

type LyingJob = { getState(): Promise<string>; remove(): Promise<void> };
type NewJob = { name: string; data: EventJob; opts: { jobId: string; removeOnComplete: true; removeOnFail: true } };

/** What is used of BullMQ's `Queue`, whatever backend is behind it. */
export interface EventQueue {
  addBulk(jobs: NewJob[]): Promise<unknown>;
  getJob(id: string): Promise<LyingJob | undefined>;
  obliterate(options: { force: true }): Promise<void>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}
/** What is used of BullMQ's `Worker`. */
export interface EventWorker {
  pause(leaveActive: true): Promise<void>;
  close(force: boolean): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Where queues lie: PostgreSQL in the embedded node, Redis in a split one. */
export interface QueueBackend {
  queue(name: string): EventQueue;
  worker(name: string, work: (job: EventJob) => Promise<void>): EventWorker;
  close(): Promise<void>;
}

/** BullMQ refuses `:` in ids, and leaves out a job whose id it has already, whatever became of that one. */
const jobId = ({ event, subscriber }: EventJob): string => `${event}.${subscriber}`;

/** Finished either way and still lying there: it would swallow the new job of the same id without a word. */
const clearFinished = async (job: LyingJob | undefined): Promise<void> => {
  const state = await job?.getState();
  if (state === 'failed' || state === 'completed') await job?.remove();
};

/** One queue per role, and the workers of this process's roles. The outbox is the truth; all of this may be lost. */
export class EventQueues {
  private readonly queues = new Map<Role, EventQueue>();
  private readonly workers: EventWorker[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly backend: QueueBackend,
    roles: readonly Role[],
  ) {
    for (const role of roles) {
      const queue = backend.queue(role);
      queue.on('error', (error) => noteTrouble(`the queue of ${role}`, error));
      this.queues.set(role, queue);
    }
  }

  /** Empties the queues: for the only process of a node, at its start, before it works. What a killed process held is free again. */
  async empty(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.obliterate({ force: true })));
  }

  async enqueue(due: readonly Due[]): Promise<void> {
    for (const [role, queue] of this.queues) {
      const jobs = due.filter((delivery) => delivery.role === role);
      for (const job of jobs.filter(({ again }) => again)) await clearFinished(await queue.getJob(jobId(job)));
      if (jobs.length > 0) await queue.addBulk(jobs.map(asJob));
    }
  }

  /** Starts to work off the queues of all roles. */
  work(attempt: (event: EventId, subscriber: string) => Promise<void>): void {
    for (const role of this.queues.keys()) {
      const worker = this.backend.worker(role, ({ event, subscriber }) => this.track(attempt(event, subscriber)));
      worker.on('error', (error) => noteTrouble(`the worker of ${role}`, error));
      this.workers.push(worker);
    }
  }

  /** Takes nothing new, gives what runs `drainMs` to end, and lets go. What did not end is found in the outbox again. */
  async close(drainMs: number): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.pause(true)));
    const drained = await settledWithin(drainMs, this.running);
    await Promise.all(this.workers.map((worker) => worker.close(!drained)));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.backend.close();
  }

  private async track(work: Promise<void>): Promise<void> {
    this.running.add(work);
    try {
      await work;
    } finally {
      this.running.delete(work);
    }
  }
}

const asJob = ({ event, subscriber }: Due): NewJob => ({
  name: subscriber,
  data: { event, subscriber },
  opts: { jobId: jobId({ event, subscriber }), removeOnComplete: true, removeOnFail: true },
});
