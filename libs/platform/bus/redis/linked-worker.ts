import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { Link } from './link.js';

/**
 * A worker that can be closed without Redis too. BullMQ's own waits then for a connection that may never come, and
 * leaves its timers running: nothing that it runs could be told to Redis anyway.
 */
export class LinkedWorker<Data> extends Worker<Data> {
  constructor(
    private readonly via: Link,
    name: string,
    work: Processor<Data>,
    options: Omit<WorkerOptions, 'connection'>,
  ) {
    super(name, work, { ...options, connection: via.commands });
  }

  override close(force = !this.via.ready): Promise<void> {
    return super.close(force);
  }
}
