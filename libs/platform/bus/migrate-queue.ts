import { runMigrations } from 'bullmq';
import { Client } from 'pg';
import { QUEUE_ROLE, QUEUE_SCHEMA } from './outbox/postgres-queues.js';

/**
 * Brings BullMQ's own tables and functions to the version of this build. Idempotent; part of the migrate step, after the
 * database roles exist (`mirror_queue`, granted to the node's login), with the rights of the schemas' owner.
 * Processes get no more than to read and write rows: what defines the queue stays with the owner.
 */
export const migrateQueue = async (ownerUrl: string): Promise<void> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
    await client.query(`
      revoke all on all functions in schema ${QUEUE_SCHEMA} from public;
      grant usage on schema ${QUEUE_SCHEMA} to ${QUEUE_ROLE};
      grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to ${QUEUE_ROLE};
      grant usage on all sequences in schema ${QUEUE_SCHEMA} to ${QUEUE_ROLE};
      grant execute on all functions in schema ${QUEUE_SCHEMA} to ${QUEUE_ROLE};
    `);
  } finally {
    await client.end();
  }
};
