import type { Role } from '#libs/contracts/index.js';
import type { BusTiming } from '../domain/timing.js';
import { noteTrouble } from '../failure.js';
import type { Deliveries } from './deliveries.js';
import type { EventQueues } from './event-queues.js';

const BATCH = 200;
const FORGET_EVERY_MS = 10 * 60_000;

/**
 * Carries events from the outbox into the queues of this process's roles. Woken by a commit in this process, and by a
 * clock for what others committed, what failed before, and what nobody handled. Any number of relays may run.
 */
export class Relay {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private looking = false;
  private tidying: Promise<void> | undefined;
  private woken = false;
  /** What was enqueued may be lost: true at the start, for what a process that ended had taken. */
  private doubting = true;
  private forgetAt = 0;

  constructor(
    private readonly deliveries: Deliveries,
    private readonly queues: EventQueues,
    private readonly roles: readonly Role[],
    private readonly timing: BusTiming,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.tick(), this.timing.pollMs).unref();
    this.wake();
  }

  /** Looks now; called while it looks, it looks once more after that. */
  wake(): void {
    if (!this.timer) return;
    this.woken = true;
    if (!this.looking) this.round = this.rounds();
  }

  /** Takes nothing for enqueued any more: what is there already is left out, and what was lost is put there again. */
  doubt(): void {
    this.doubting = true;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await Promise.all([this.round, this.tidying]);
  }

  /** The note that it looks is taken back in the same breath as the last question whether to look again: no wake is lost. */
  private async rounds(): Promise<void> {
    this.looking = true;
    try {
      while (this.woken && this.timer) await this.look();
    } catch (error) {
      noteTrouble('relay', error);
      this.doubt();
    } finally {
      this.looking = false;
    }
  }

  private async look(): Promise<void> {
    this.woken = false;
    if (this.doubting) {
      this.doubting = false;
      await this.deliveries.recall(this.roles);
    }
    const due = await this.deliveries.claim(this.roles, BATCH, this.timing.unhandledMs);
    await this.queues.enqueue(due);
    // As many for each login of the process.
    if (due.length >= BATCH) this.woken = true;
  }

  private tick(): void {
    this.wake();
    this.tidying ??= this.tidy().finally(() => {
      this.tidying = undefined;
    });
  }

  private async tidy(): Promise<void> {
    try {
      await this.deliveries.clearHandled(this.roles);
      await this.forget();
    } catch (error) {
      noteTrouble('outbox', error);
    }
  }

  private async forget(): Promise<void> {
    if (Date.now() < this.forgetAt) return;
    this.forgetAt = Date.now() + FORGET_EVERY_MS;
    while (this.timer && (await this.deliveries.forget(this.timing.keptMs, BATCH)) === BATCH);
  }
}
