import type { EventId, Role } from '#libs/contracts/index.js';
import { noteTrouble, noteUndrained } from '../failure.js';
import { settledWithin } from '../settled-within.js';
import type { Due } from './deliveries.js';

/** How long a worker that met trouble takes nothing. */
const REST_MS = 500;

/** All that a queue holds of an event. */
export type EventJob = { event: EventId; subscriber: string };

type LyingJob = { getState(): Promise<string>; remove(): Promise<void> };
type JobOptions = { jobId: string; removeOnComplete: true; removeOnFail: true };

/** What is used of BullMQ's `Queue`, whatever backend is behind it. */
export interface EventQueue {
  add(name: string, data: EventJob, options: JobOptions): Promise<unknown>;
  getJob(id: string): Promise<LyingJob | undefined>;
  obliterate(options: { force: true }): Promise<void>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}
/** What is used of BullMQ's `Worker`; it does not run before it is told to. */
export interface EventWorker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  pause(leaveActive: true): Promise<void>;
  resume(): Promise<void>;
  /** Resolves when its running jobs have ended. */
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: () => void): unknown;
}

/** Where queues lie: PostgreSQL in the embedded node, Redis in a split one. */
export interface QueueBackend {
  queue(name: string): EventQueue;
  worker(name: string, work: (job: EventJob) => Promise<void>): EventWorker;
  close(): Promise<void>;
}

/** BullMQ refuses `:` in ids, and leaves out a job whose id it has already, whatever became of that one. */
const jobId = ({ event, subscriber }: EventJob): string => `${event}.${subscriber}`;

/**
 * Finished either way and still lying there, or in no list at all because somebody took that away: it would swallow the new
 * job of the same id without a word.
 */
const clearFinished = async (job: LyingJob | undefined): Promise<void> => {
  const state = await job?.getState();
  if (state === 'failed' || state === 'completed' || state === 'unknown') await job?.remove();
};

/** One queue per role, and the workers of this process's roles. The outbox is the truth; all of this may be lost. */
export class EventQueues {
  private readonly queues = new Map<Role, EventQueue>();
  private readonly workers: EventWorker[] = [];
  private readonly resting = new Map<EventWorker, NodeJS.Timeout>();

  constructor(
    private readonly backend: QueueBackend,
    private readonly roles: readonly Role[],
    /** Told where a queue failed: what was put into it may be lost. */
    private readonly onTrouble: () => void,
  ) {}

  /** `emptied`: for the only process of a node, so that what a killed one held is free again. */
  async open(emptied: boolean): Promise<void> {
    if (emptied) await Promise.all(this.roles.map((role) => this.empty(role)));
    for (const role of this.roles) this.queues.set(role, this.queue(role));
    await Promise.all([...this.queues.values()].map((queue) => queue.waitUntilReady()));
  }

  async enqueue(due: readonly Due[]): Promise<void> {
    await Promise.all(due.map((delivery) => this.enqueueOne(delivery)));
  }

  /** Starts to work off the queues of all roles. */
  async work(attempt: (role: Role, event: EventId, subscriber: string) => Promise<void>): Promise<void> {
    for (const role of this.roles) {
      const worker = this.backend.worker(role, ({ event, subscriber }) => attempt(role, event, subscriber));
      this.workers.push(worker);
      worker.on('error', (error) => {
        this.trouble('worker', error, role);
        this.rest(worker);
      });
      // An attempt fails as a job only where the outbox could not be told how it went.
      worker.on('failed', () => this.onTrouble());
      // BullMQ remembers a connection that failed at first, and such a worker never works: it must fail here.
      await worker.waitUntilReady();
      worker.run().catch((error: Error) => this.trouble('worker', error, role));
    }
  }

  /** Takes nothing new, and gives what runs `drainMs` to end. What did not is found in the outbox again. */
  async close(drainMs: number): Promise<void> {
    if (!(await settledWithin(drainMs, [this.closeInOrder()]))) noteUndrained();
  }

  /** Without a database too: each is told to close, whatever became of the one before. */
  private async closeInOrder(): Promise<void> {
    for (const timer of this.resting.values()) clearTimeout(timer);
    await Promise.allSettled(this.workers.map((worker) => worker.close()));
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    await this.backend.close();
  }

  /** One by one: BullMQ's bulk makes temporary tables in PostgreSQL, which the node's login may not and its catalog suffers from. */
  private async enqueueOne({ event, subscriber, role, again }: Due): Promise<void> {
    const queue = this.queues.get(role);
    if (!queue) return;
    const id = jobId({ event, subscriber });
    if (again) await clearFinished(await queue.getJob(id));
    await queue.add(subscriber, { event, subscriber }, { jobId: id, removeOnComplete: true, removeOnFail: true });
  }

  private queue(role: Role): EventQueue {
    const queue = this.backend.queue(role);
    queue.on('error', (error) => this.trouble('queue', error, role));
    return queue;
  }

  /** Through a queue of its own: with the jobs go the settings, and only a new queue writes those again. */
  private async empty(role: Role): Promise<void> {
    const queue = this.queue(role);
    await queue.obliterate({ force: true });
    await queue.close();
  }

  /** BullMQ fetches again at once when it can't fetch: without a database a loop that leaves this process no time for anything else. */
  private rest(worker: EventWorker): void {
    if (this.resting.has(worker)) return;
    void worker.pause(true);
    const resume = () => {
      this.resting.delete(worker);
      void worker.resume();
    };
    this.resting.set(worker, setTimeout(resume, REST_MS));
  }

  private trouble(part: string, error: Error, role: Role): void {
    noteTrouble(part, error, role);
    this.onTrouble();
  }
}
