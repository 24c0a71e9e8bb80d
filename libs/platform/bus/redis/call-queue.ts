import { Queue } from 'bullmq';
import { noteTrouble } from '../failure.js';
import type { Link } from './link.js';
import { LinkedWorker } from './linked-worker.js';
import { PREFIX } from './names.js';

/** Calls of one queue that a process answers at the same time; more wait in Redis. */
const CONCURRENCY = 256;
/** A worker that died leaves what it had taken for so long; nobody takes that up again. */
const LOCK_MS = 10_000;
/** Nobody reads BullMQ's own events; it would keep 10,000 a queue. */
export const EVENTS_KEPT = 1;

/** All that Redis sees of a call: a sealed text under a random id. */
type SealedCall = string;

/** The callers' end of a queue of calls. */
export class CallQueue {
  private readonly queue: Queue<SealedCall>;

  constructor(
    private readonly link: Link,
    name: string,
  ) {
    this.queue = new Queue(name, { connection: link.commands, prefix: PREFIX, streams: { events: { maxLen: EVENTS_KEPT } } });
    this.queue.on('error', (error) => noteTrouble('calls', error, link.role));
  }

  /** `id`: base64url of random bytes, so that the same message sent again over a broken connection lies there once. */
  async add(id: string, message: Uint8Array): Promise<void> {
    const data = Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('base64url');
    await this.queue.add('call', data, { jobId: id, attempts: 1, removeOnComplete: true, removeOnFail: true });
  }

  /** Nobody waits for it any more. One that is being answered goes by itself. */
  remove(id: string): void {
    if (this.link.ready) this.queue.remove(id).catch((error: Error) => noteTrouble('calls', error, this.link.role));
  }

  /** All of it: whoever worked it off is gone for ever. */
  async obliterate(): Promise<void> {
    if (this.link.ready) await this.queue.obliterate({ force: true });
  }

  async close(): Promise<void> {
    await this.queue.close();
  }
}

/** Anybody with Redis can put anything there. */
const messageOf = (data: unknown): Uint8Array => (typeof data === 'string' ? Buffer.from(data, 'base64url') : new Uint8Array());

/** The answering end of a queue of calls. It takes nothing before it is told to. */
export class CallWorker {
  private readonly worker: LinkedWorker<SealedCall>;

  /** `answer` never fails. */
  constructor(link: Link, name: string, answer: (message: Uint8Array) => Promise<void>) {
    this.worker = new LinkedWorker<SealedCall>(link, name, (job) => answer(messageOf(job.data)), {
      prefix: PREFIX,
      autorun: false,
      concurrency: CONCURRENCY,
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS,
      // A call is answered once or not at all: what a dead worker had taken is dropped, its caller has a deadline.
      maxStalledCount: 0,
      drainDelay: 2,
      runRetryDelay: 100,
    });
    this.worker.on('error', (error) => noteTrouble('calls', error, link.role));
  }

  async run(): Promise<void> {
    await this.worker.waitUntilReady();
    this.worker.run().catch((error: Error) => noteTrouble('calls', error));
  }

  /** Takes nothing new, and resolves when what runs has ended. */
  async close(): Promise<void> {
    await this.worker.close();
  }
}
