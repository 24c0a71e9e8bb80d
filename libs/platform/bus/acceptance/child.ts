import { once } from 'node:events';
import type { BusGround, Carrier } from '../adapter.js';
import { inProcess } from '../in-process/in-process.js';
import { insertEvent } from '../outbox/deliveries.js';
import type { QueueBackend } from '../outbox/event-queues.js';
import { postgresQueues } from '../outbox/postgres-queues.js';
import type { ChildAct, StartOptions } from './backing.js';
import { noted } from './contracts.js';
import { leaveRow } from './probe.js';
import { redisOf } from './redis-backing.js';
import { startBus } from './started-bus.js';

/** A node's process that the suite kills. Arguments: what it does, the database, and the Redis of a node that has one. */
const [, , act, nodeUrl = '', redis] = process.argv as [string, string, ChildAct, string, string | undefined];

const inside = () => process.stdout.write('inside\n');
const forever = () => new Promise<never>(() => setInterval(() => undefined, 60_000));

const acts: Record<ChildAct, StartOptions> = {
  'hang-in-handler': {
    does: {
      'vault.note': async (...given) => {
        await leaveRow(...given);
        inside();
        await forever();
      },
    },
  },
  'hang-before-enqueue': {},
  drain: {
    does: {
      'vault.note': async (...given) => {
        inside();
        await once(process, 'SIGTERM');
        // After all that SIGTERM set going has begun.
        await new Promise((resolve) => setImmediate(resolve));
        await leaveRow(...given);
      },
    },
  },
};

const neverEnqueuing = (queues: QueueBackend): QueueBackend => ({
  ...queues,
  queue: (name) =>
    Object.assign(queues.queue(name), {
      add: () => {
        inside();
        return forever();
      },
    }),
});

const adapter = redis === undefined ? inProcess({ queues: postgresQueues(nodeUrl, 600), alone: false }) : redisOf(redis);
const carrying = (ground: BusGround): Carrier => {
  const carrier = adapter.carry(ground);
  return act === 'hang-before-enqueue' ? { ...carrier, queues: neverEnqueuing(carrier.queues) } : carrier;
};
const started = await startBus(nodeUrl, { ...adapter, carry: carrying }, acts[act]);
process.once('SIGTERM', () => void started.close());
// The clock of the relay finds it: nothing here depends on being woken.
const member = '01890000-0000-7000-8000-000000000001';
await started.units.run({ role: 'gateway' }, (transaction) => insertEvent(transaction, noted, { member }));
