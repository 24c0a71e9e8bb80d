import type { EventId, Role } from '#libs/contracts/index.js';
import { type EventContract, MirrorError } from '#libs/contracts/index.js';
import type { Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import type { BusContracts } from '../contracts.js';
import { misfit } from '../domain/misfit.js';
import type { BusTiming } from '../domain/timing.js';
import type { Wiring } from '../wiring.js';
import { Deliveries, insertEvent, type ParkedEvent } from './deliveries.js';
import { EventQueues, type QueueBackend } from './event-queues.js';
import { Handling } from './handling.js';
import { Relay } from './relay.js';

export type OutboxParts = {
  units: UnitOfWork;
  queues: QueueBackend;
  roles: readonly Role[];
  contracts: BusContracts;
  wiring: () => Wiring;
  timing: BusTiming;
  /** True for the only process of a node: it may empty the queues when it starts. */
  alone: boolean;
};

/** Work that must happen: from the transaction of its cause to its handlers, once each. The same in both deployments. */
export class Outbox {
  private readonly deliveries: Deliveries;
  private readonly queues: EventQueues;
  private readonly relay: Relay;
  private readonly handling: Handling;

  constructor(private readonly parts: OutboxParts) {
    const { units, queues, roles, contracts, wiring, timing } = parts;
    this.deliveries = new Deliveries(units);
    this.queues = new EventQueues(queues, roles, () => this.relay.doubt());
    this.relay = new Relay(this.deliveries, this.queues, roles, timing);
    this.handling = new Handling(units, this.deliveries, contracts, wiring, timing);
  }

  /** See `RoleBus.publish`. */
  async publish(transaction: Transaction, event: EventContract, payload: unknown): Promise<void> {
    const parsed = event.payload.safeParse(payload);
    if (!parsed.success) throw new MirrorError('invalid_request', misfit(event.name, parsed.error));
    await insertEvent(transaction, event, parsed.data);
    transaction.afterCommit(() => this.relay.wake());
  }

  /** The events that wait for a person, oldest first, at most 100. For health and CLI. */
  parked(): Promise<ParkedEvent[]> {
    return this.deliveries.parked();
  }

  /** What is outstanding, for whoever asks why something is late. */
  backlog(): Promise<{ waiting: number; oldestMs: number }> {
    return this.deliveries.backlog();
  }

  async start(): Promise<void> {
    await this.queues.open(this.parts.alone);
    await this.queues.work((event: EventId, subscriber) => this.handling.attempt(event, subscriber));
    this.relay.start();
  }

  /** Stops relaying, drains the handlers, closes the queues. */
  async close(): Promise<void> {
    await this.relay.stop();
    await this.queues.close(this.parts.timing.drainMs);
  }
}
