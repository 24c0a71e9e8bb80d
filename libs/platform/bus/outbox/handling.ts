import { type ErrorCode, type EventContract, EventId, type Role } from '#libs/contracts/index.js';
import type { DatabaseRole, UnitOfWork } from '#libs/platform/database/index.js';
import type { BusContracts } from '../contracts.js';
import { roleOf } from '../domain/proof.js';
import { afterFailure, type BusTiming } from '../domain/timing.js';
import { asKnownOutside, noteParked, noteRefused } from '../failure.js';
import type { Wiring } from '../wiring.js';
import { type Begun, type Deliveries, markHandled, memberOf } from './deliveries.js';

type Run = NonNullable<ReturnType<Wiring['handler']>>;

export type HandlingParts = {
  units: UnitOfWork;
  deliveries: Deliveries;
  contracts: BusContracts;
  wiring: () => Wiring;
  timing: BusTiming;
};

const isOf = (role: Role, subscriber: unknown): boolean => typeof subscriber === 'string' && roleOf(subscriber) === role;

/** One attempt to handle one event for one subscriber, whatever brought it here and however often. */
export class Handling {
  constructor(private readonly parts: HandlingParts) {}

  /** `role` is whose queue brought it. Never fails because of the handler: how it went is in the outbox. Errors: those of the database. */
  async attempt(role: Role, event: EventId, subscriber: string): Promise<void> {
    const { deliveries, timing } = this.parts;
    // Who has the queue can put anything into it: that must not use up the attempts of another role's events, or park them.
    if (!EventId.safeParse(event).success || !isOf(role, subscriber)) return noteRefused('stray', 'events');
    const begun = await deliveries.begin(event, subscriber, timing.unhandledMs);
    if (!begun) return;
    const contract = this.parts.contracts.events.find(({ name }) => name === begun.name);
    const run = contract && this.parts.wiring().handler(contract, subscriber);
    // What this version does not know, or can't read, no retry will mend: it waits for a person at once.
    if (!contract || !run) return this.park(event, subscriber, 'not_found');
    const parsed = contract.payload.safeParse(begun.payload);
    if (!parsed.success) return this.park(event, subscriber, 'invalid_request');
    // More attempts begun than may fail: each took its process down before it could say so.
    if (begun.attempts > timing.attempts) return this.park(event, subscriber, 'internal');
    await this.run({ contract, run, payload: parsed.data, begun }, event, subscriber);
  }

  private async run(
    work: { contract: EventContract; run: Run; payload: unknown; begun: Begun },
    event: EventId,
    subscriber: string,
  ): Promise<void> {
    const role = roleOf(subscriber) as DatabaseRole;
    const member = memberOf(work.payload);
    try {
      await this.parts.units.run(member === undefined ? { role } : { role, member }, async (transaction) => {
        // In the handler's own transaction: its effect and the note that it is done are there together, or not at all.
        if (await markHandled(transaction, event, subscriber)) await work.run(transaction, work.payload, event);
      });
    } catch (error) {
      const { code } = asKnownOutside({ event: work.contract.name, subscriber, eventId: event }, error);
      await this.failed(event, subscriber, code, work.begun.attempts);
    }
  }

  private failed(event: EventId, subscriber: string, code: ErrorCode, attempts: number): Promise<void> {
    const next = afterFailure(code, attempts, this.parts.timing);
    return next.parked ? this.park(event, subscriber, code) : this.parts.deliveries.retryLater(event, subscriber, code, next);
  }

  private park(event: EventId, subscriber: string, code: ErrorCode): Promise<void> {
    noteParked(event, subscriber, code);
    return this.parts.deliveries.park(event, subscriber, code);
  }
}
