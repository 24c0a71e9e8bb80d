import type { BusAdapter } from '../adapter.js';
import type { QueueBackend } from '../outbox/event-queues.js';
import { InProcessBus } from './in-process-bus.js';

/**
 * All roles in this process: calls, streams and signals stay in its memory, events go through `queues`
 * (`postgresQueues(databaseUrl)` in the embedded node). `alone: false` where other processes share those.
 */
export const inProcess = ({ queues, alone = true }: { queues: QueueBackend; alone?: boolean }): BusAdapter => ({
  elsewhere: false,
  carry: ({ wiring, timing }) => ({
    queues,
    alone,
    wake: () => undefined,
    bus: (outbox) => new InProcessBus(wiring, outbox, timing.drainMs, alone),
  }),
});
