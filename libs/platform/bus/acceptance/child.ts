import { once } from 'node:events';
import { insertEvent } from '../outbox/deliveries.js';
import type { QueueBackend } from '../outbox/event-queues.js';
import { postgresQueues } from '../outbox/postgres-queues.js';
import type { ChildAct, StartOptions } from './backing.js';
import { noted } from './contracts.js';
import { startInProcess } from './in-process-backing.js';
import { leaveRow } from './probe.js';

/** A node's process that the suite kills. Arguments: what it does, and the database. */
const [, , act, nodeUrl = ''] = process.argv as [string, string, ChildAct, string];

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

const queues = postgresQueues(nodeUrl, 600);
const started = await startInProcess(nodeUrl, acts[act], act === 'hang-before-enqueue' ? neverEnqueuing(queues) : queues);
process.once('SIGTERM', () => void started.close());
// The clock of the relay finds it: nothing here depends on being woken.
const member = '01890000-0000-7000-8000-000000000001';
await started.units.run({ role: 'gateway' }, (transaction) => insertEvent(transaction, noted, { member }));
