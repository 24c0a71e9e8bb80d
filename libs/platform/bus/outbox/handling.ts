import type { ErrorCode, EventContract, EventId } from '#libs/contracts/index.js';
import type { DatabaseRole, UnitOfWork } from '#libs/platform/database/index.js';
import type { BusContracts } from '../contracts.js';
import { roleOf } from '../domain/proof.js';
import { afterFailure, type BusTiming } from '../domain/timing.js';
import { asKnownOutside, noteParked } from '../failure.js';
import type { Wiring } from '../wiring.js';
import { type Begun, type Deliveries, markHandled, memberOf } from './deliveries.js';

type Run = NonNullable<ReturnType<Wiring['handler']>>;

/** One attempt to handle one event for one subscriber, whatever brought it here and however often. */
export class Handling {
  constructor(
    private readonly units: UnitOfWork,
    private readonly deliveries: Deliveries,
    private readonly contracts: BusContracts,
    private readonly wiring: () => Wiring,
    private readonly timing: BusTiming,
  ) {}

  /** Never fails because of the handler: how it went is in the outbox. Errors: those of the database. */
  async attempt(event: EventId, subscriber: string): Promise<void> {
    const begun = await this.deliveries.begin(event, subscriber, this.timing.unhandledMs);
    if (!begun) return;
    const contract = this.contracts.events.find(({ name }) => name === begun.name);
    const run = contract && this.wiring().handler(contract, subscriber);
    // What this version does not know, or can't read, no retry will mend: it waits for a person at once.
    if (!contract || !run) return this.park(event, subscriber, 'not_found');
    const parsed = contract.payload.safeParse(begun.payload);
    if (!parsed.success) return this.park(event, subscriber, 'invalid_request');
    // More attempts begun than may fail: each took its process down before it could say so.
    if (begun.attempts > this.timing.attempts) return this.park(event, subscriber, 'internal');
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
      await this.units.run(member === undefined ? { role } : { role, member }, async (transaction) => {
        // In the handler's own transaction: its effect and the note that it is done are there together, or not at all.
        if (await markHandled(transaction, event, subscriber)) await work.run(transaction, work.payload, event);
      });
    } catch (error) {
      const { code } = asKnownOutside({ event: work.contract.name, subscriber, eventId: event }, error);
      await this.failed(event, subscriber, code, work.begun.attempts);
    }
  }

  private failed(event: EventId, subscriber: string, code: ErrorCode, attempts: number): Promise<void> {
    const next = afterFailure(code, attempts, this.timing);
    return next.parked ? this.park(event, subscriber, code) : this.deliveries.retryLater(event, subscriber, code, next);
  }

  private park(event: EventId, subscriber: string, code: ErrorCode): Promise<void> {
    noteParked(event, subscriber, code);
    return this.deliveries.park(event, subscriber, code);
  }
}
