import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { events, type TurnId } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { LEASE_SECONDS, TurnRepository } from './turn.repository.js';

/**
 * Who answers a turn keeps a lease on it. A turn whose lease ran out belongs to a process that died: it becomes
 * `interrupted` and can be asked again. Where this process is the whole node, nobody else can be answering at its start.
 */
@Injectable()
export class LeasesService implements OnApplicationBootstrap, OnModuleDestroy {
  /** The turns that this process is answering. */
  readonly held = new Set<TurnId>();
  private readonly bus: RoleBus;
  private readonly alone: boolean;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    bus: Bus,
    private readonly turns: TurnRepository,
  ) {
    this.bus = bus.for('reflection');
    this.alone = bus.alone;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.interruptAbandoned(this.alone);
    this.timer = setInterval(
      () => {
        // A database that is away for a moment: the next beat tells again, and a lease is three beats long.
        this.beating = this.beat().catch(() => undefined);
      },
      (LEASE_SECONDS * 1000) / 3,
    ).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  private async beat(): Promise<void> {
    // First: after a while without the database, leases of our own must not look abandoned.
    await this.turns.keepLeases([...this.held]);
    await this.interruptAbandoned(false);
  }

  private async interruptAbandoned(everything: boolean): Promise<void> {
    for (const { turn, member } of await this.turns.abandoned(everything)) {
      const row = await this.turns.find(member, turn);
      if (row.state !== 'running') continue;
      await this.turns.settle(member, turn, row.reply, 'interrupted', undefined, (tx) =>
        this.bus.publish(tx, events.turnSettled, { member, session: row.session, turn }),
      );
    }
  }
}
