import { runMigrations } from 'bullmq';
import type { ForeignMigration } from '#libs/platform/database/index.js';
import { QUEUE_ROLE, QUEUE_SCHEMA } from './outbox/postgres-queues.js';

/**
 * Brings BullMQ's own tables and functions to the version of this build. Idempotent; a step of migrate, as the owner of
 * the schemas. Processes read and write rows; what defines the queue stays with the owner. They may also create in this
 * one schema, because BullMQ makes a sequence for the ids of each new queue at its first job.
 */
export const migrateQueue: ForeignMigration = async (client) => {
  await runMigrations(client, QUEUE_SCHEMA);
  await client.query(`
    grant usage, create on schema ${QUEUE_SCHEMA} to ${QUEUE_ROLE};
    grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to ${QUEUE_ROLE};
    grant usage on all sequences in schema ${QUEUE_SCHEMA} to ${QUEUE_ROLE};
    revoke all on all functions in schema ${QUEUE_SCHEMA} from public;
    grant execute on all functions in schema ${QUEUE_SCHEMA} to ${QUEUE_ROLE};
  `);
};

/**
 * The same for a node whose queues lie in Redis: the tables are there, in case it is ever one process again, and nobody
 * may do anything with them. No login of such a node can create anything, anywhere.
 */
export const migrateSharedQueue: ForeignMigration = async (client) => {
  await runMigrations(client, QUEUE_SCHEMA);
  await client.query(`
    revoke all on schema ${QUEUE_SCHEMA} from public, ${QUEUE_ROLE};
    revoke all on all tables in schema ${QUEUE_SCHEMA} from public, ${QUEUE_ROLE};
    revoke all on all sequences in schema ${QUEUE_SCHEMA} from public, ${QUEUE_ROLE};
    revoke all on all functions in schema ${QUEUE_SCHEMA} from public, ${QUEUE_ROLE};
  `);
};
