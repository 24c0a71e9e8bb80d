import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { Link } from './link.js';

/**
 * A worker that can be closed whatever becomes of Redis. BullMQ's own says goodbye to it and waits for the answer, with its
 * timers running, for as long as there is a process: nothing that it runs could be told to Redis anyway.
 */
export class LinkedWorker<Data> extends Worker<Data> {
  private ending: Promise<void> | undefined;

  constructor(
    private readonly via: Link,
    name: string,
    work: Processor<Data>,
    options: Omit<WorkerOptions, 'connection'>,
  ) {
    super(name, work, { ...options, connection: via.commands });
  }

  /** Takes nothing new; resolves when what runs has ended, or with the link. */
  override close(force = !this.via.ready): Promise<void> {
    this.ending ??= this.end(force);
    return this.ending;
  }

  private async end(force: boolean): Promise<void> {
    if (!force) await Promise.race([this.pause().catch(() => undefined), this.via.whenClosed]);
    await super.close(true);
  }
}
