/**
 * How the roles of the node reach each other: call, publish, stream, signal, and the proof at start that each has its
 * handler. Owns the schema `bus` (outbox and what was handled) and the queues; knows no feature.
 */

export type { BusAdapter } from './adapter.js';
export { Bus, type BusStream, type CallReply, type CallRequest, type EventPayload, type RoleBus } from './bus.js';
export { BusModule, type BusOptions } from './bus.module.js';
export { busData } from './data.js';
export { Answers, Handles } from './handlers.js';
export { inProcess } from './in-process/in-process.js';
export { migrateQueue, migrateSharedQueue } from './migrate-queue.js';
export { Deliveries, type ParkedEvent } from './outbox/deliveries.js';
export { Outbox } from './outbox/outbox.js';
export { postgresQueues } from './outbox/postgres-queues.js';
