import type { Role } from '#libs/contracts/index.js';
import { type EventContract, MirrorError } from '#libs/contracts/index.js';
import type { Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import type { Carrier } from '../adapter.js';
import type { BusContracts } from '../contracts.js';
import { misfit } from '../domain/misfit.js';
import { roleOf } from '../domain/proof.js';
import { handlesEvents } from '../domain/table.js';
import type { BusTiming } from '../domain/timing.js';
import type { Wiring } from '../wiring.js';
import { type Backlog, Deliveries, insertEvent, type ParkedEvent } from './deliveries.js';
import { EventQueues } from './event-queues.js';
import { Handling } from './handling.js';
import { Relay } from './relay.js';

export type OutboxParts = {
  units: UnitOfWork;
  carrier: Pick<Carrier, 'queues' | 'alone' | 'wake'>;
  roles: readonly Role[];
  contracts: BusContracts;
  wiring: () => Wiring;
  timing: BusTiming;
};

/** Work that must happen: from the transaction of its cause to its handlers, once each. The same in both deployments. */
export class Outbox {
  private readonly deliveries: Deliveries;
  private readonly queues: EventQueues;
  private readonly relay: Relay;
  private readonly handling: Handling;

  constructor(private readonly parts: OutboxParts) {
    const { units, carrier, roles, contracts, wiring, timing } = parts;
    this.deliveries = new Deliveries(units);
    this.queues = new EventQueues(
      carrier.queues,
      roles.filter((role) => handlesEvents(role, contracts)),
      () => this.relay.doubt(),
    );
    this.relay = new Relay(this.deliveries, this.queues, roles, timing);
    this.handling = new Handling({ units, deliveries: this.deliveries, contracts, wiring, timing });
  }

  /** See `RoleBus.publish`. */
  async publish(transaction: Transaction, event: EventContract, payload: unknown): Promise<void> {
    const parsed = event.payload.safeParse(payload);
    if (!parsed.success) throw new MirrorError('invalid_request', misfit(event.name, parsed.error));
    await insertEvent(transaction, event, parsed.data);
    transaction.afterCommit(() => {
      this.relay.wake();
      this.parts.carrier.wake(event.subscribers.map((subscriber) => roleOf(subscriber) as Role));
    });
  }

  /** The events that wait for a person, oldest first, at most 100. For health and CLI. */
  parked(): Promise<ParkedEvent[]> {
    return this.deliveries.parked();
  }

  /** What is outstanding, for whoever asks why something is late. */
  backlog(): Promise<Backlog> {
    return this.deliveries.backlog();
  }

  async start(): Promise<void> {
    await this.queues.open(this.parts.carrier.alone);
    await this.queues.work((role, event, subscriber) => this.handling.attempt(role, event, subscriber));
    this.relay.start();
  }

  /** Another process committed something for a role of this one. */
  wake(): void {
    this.relay.wake();
  }

  /** The queues may have lost what was put into them. */
  doubt(): void {
    this.relay.doubt();
    this.relay.wake();
  }

  /** Stops relaying, drains the handlers, closes the queues. */
  async close(): Promise<void> {
    await this.relay.stop();
    await this.queues.close(this.parts.timing.drainMs);
  }
}
