import type { ChildProcess } from 'node:child_process';
import type { Provider } from '@nestjs/common';
import type { EventId, Role } from '#libs/contracts/index.js';
import type { UnitOfWork } from '#libs/platform/database/index.js';
import type { Health } from '#libs/platform/health/index.js';
import type { Bus } from '../bus.js';
import type { BusContracts } from '../contracts.js';
import type { BusTiming } from '../domain/timing.js';
import type { EventJob } from '../outbox/event-queues.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Behaviors } from './probe.js';

/** A bus as one process of the node has it, with all roles and the suite's handlers. */
export interface StartedBus {
  bus: Bus;
  outbox: Outbox;
  units: UnitOfWork;
  health: Health;
  /** As on SIGTERM. */
  close(): Promise<void>;
}

export type StartOptions = {
  does?: Behaviors;
  timing?: Partial<BusTiming>;
  /** True for the only process of a node, where the adapter knows such a thing. */
  alone?: boolean;
  /** Left out: all of them in one process, with the suite's contracts and handlers. */
  roles?: readonly Role[];
  contracts?: BusContracts;
  providers?: Provider[];
};

/** What a child process does; it says `inside` on its standard output once it is where the suite wants it. */
export type ChildAct =
  /** Its handler has written its row, and then never ends. */
  | 'hang-in-handler'
  /** Its relay has claimed an event from the outbox, and never puts it into the queue. */
  | 'hang-before-enqueue'
  /** Its handler runs until SIGTERM has come, then writes its row; the process closes its bus, and ends by itself. */
  | 'drain';

/** What an adapter brings for the suite: one database with the schemas of `bus` and of the probe, and queues. */
export interface BusBacking {
  start(options?: StartOptions): Promise<StartedBus>;
  spawn(act: ChildAct): ChildProcess;
  /** Rows as a superuser. */
  look<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Leaves a job of this event in the failed set of the queue of `role`. */
  leaveFailedJob(role: string, job: EventJob): Promise<void>;
  /** How many jobs lie in the queue of `role`, in whatever state. */
  jobsIn(role: string): Promise<number>;
  close(): Promise<void>;
}

/** Times that keep the suite quick; the order between them is that of the real ones. */
export const quick: BusTiming = { pollMs: 40, unhandledMs: 400, attempts: 3, backoffMs: 10, drainMs: 5_000, keptMs: 3_600_000 };

/** Waits for a condition; fails with its name after 20 s. */
export const until = async (what: string, met: () => Promise<boolean> | boolean): Promise<void> => {
  const limit = Date.now() + 20_000;
  while (!(await met())) {
    if (Date.now() > limit) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
};

/** How often each (event, subscriber) took effect. */
export const effects = async ({ look }: BusBacking, event?: EventId): Promise<Record<string, number>> => {
  const rows = await look<{ subscriber: string; times: number }>(
    'select subscriber, count(*)::int as times from probe.effect where event = coalesce($1, event) group by subscriber',
    [event ?? null],
  );
  return Object.fromEntries(rows.map(({ subscriber, times }) => [subscriber, times]));
};
