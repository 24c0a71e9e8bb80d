import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { MemberId, ReplyId, TurnId } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { type Answered, LEASE_SECONDS, LeaseRepository } from './lease.repository.js';
import { TurnEndings } from './turn.endings.js';
import { TurnRepository } from './turn.repository.js';

/**
 * Who answers a turn keeps a lease on it. A turn whose lease ran out belongs to a process that died: it becomes
 * `interrupted` and can be asked again. Where this process is the whole node, nobody else can be answering at its start.
 */
@Injectable()
export class LeasesService implements OnApplicationBootstrap, OnModuleDestroy {
  /** The turns that this process is answering, and what to do where one of them is not its own any more. */
  private readonly held = new Map<ReplyId, Answered & { lost: () => void }>();
  private readonly alone: boolean;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;

  constructor(
    bus: Bus,
    private readonly leases: LeaseRepository,
    private readonly turns: TurnRepository,
    private readonly endings: TurnEndings,
  ) {
    this.alone = bus.alone;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.interruptAbandoned(this.alone);
    this.timer = setInterval(
      () => {
        // A database that is away for a moment: the next beat tells again, and a lease is three beats long.
        this.beating ??= this.beat()
          .catch(() => undefined)
          .finally(() => {
            this.beating = undefined;
          });
      },
      (LEASE_SECONDS * 1000) / 3,
    ).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  /** A turn that is on the disk and answered here. `lost`: it was ended, or taken up by another, while this process was away. */
  hold(answered: Answered, lost: () => void): void {
    this.held.set(answered.reply, { ...answered, lost });
  }

  release(reply: ReplyId): void {
    this.held.delete(reply);
  }

  private async beat(): Promise<void> {
    // First: after a while without the database, leases of our own must not look abandoned.
    const held = [...this.held.values()];
    const renewed = await this.leases.renew(held);
    for (const { reply, lost } of held) if (!renewed.has(reply)) lost();
    await this.interruptAbandoned(false);
  }

  private async interruptAbandoned(everything: boolean): Promise<void> {
    for (const { turn, member } of await this.leases.abandoned(everything)) await this.interrupt(member, turn, everything);
  }

  private async interrupt(member: MemberId, turn: TurnId, evenIfHeld: boolean): Promise<void> {
    const { state, session, reply } = await this.turns.standing(member, turn);
    if (state === 'running') await this.endings.end({ member, session, turn, reply }, 'interrupted', undefined, { evenIfHeld });
  }
}
