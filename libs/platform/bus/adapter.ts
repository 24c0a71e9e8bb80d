import type { Role } from '#libs/contracts/index.js';
import type { Health, Metrics } from '#libs/platform/health/index.js';
import type { Bus } from './bus.js';
import type { BusContracts } from './contracts.js';
import type { BusTiming } from './domain/timing.js';
import type { QueueBackend } from './outbox/event-queues.js';
import type { Outbox } from './outbox/outbox.js';
import type { Wiring } from './wiring.js';

/** What an adapter stands on, in one process. */
export type BusGround = {
  roles: readonly Role[];
  contracts: BusContracts;
  timing: BusTiming;
  /** The handlers of this process; proven at the first question. */
  wiring: () => Wiring;
};

/** A bus with a beginning and an end. */
export interface CarriedBus extends Bus {
  /** Before any module's own start: from here on it can be asked. Errors: why it can't, in a sentence. */
  open(): Promise<void>;
  /** Once all modules have started: answers, and returns when every role that this process asks does too. */
  begin(): Promise<void>;
  /** As on SIGTERM: takes nothing new, lets what runs end, and is gone. */
  close(): Promise<void>;
  /** What an operator reads of it. */
  show(health: Health | undefined, metrics: Metrics | undefined): void;
}

/** What carries the bus of one process: memory in the embedded node, Redis between processes. */
export type Carrier = {
  /** Where the jobs of events lie. */
  queues: QueueBackend;
  /** True where no other process shares the queues. */
  alone: boolean;
  /** Tells the relays of other processes that events were committed for these roles. */
  wake(roles: readonly Role[]): void;
  bus(outbox: Outbox): CarriedBus;
};

export type BusAdapter = {
  /** Whether it reaches roles that run in other processes; which of them are there, it finds out when it begins. */
  elsewhere: boolean;
  carry(ground: BusGround): Carrier;
};
