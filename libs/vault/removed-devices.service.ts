import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type EventId, events, signals } from '#libs/contracts/index.js';
import { Bus, type EventPayload, Handles } from '#libs/platform/bus/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { Challenges } from './challenges.js';
import { KeysRepository } from './keys.repository.js';
import { Leases } from './leases.js';

type Removed = EventPayload<typeof events.deviceRemoved>;

/** What a removed device had here goes: its wrap, its challenges, and the vault that it opened. */
@Injectable()
export class RemovedDevices implements OnModuleInit, OnModuleDestroy {
  private stop: (() => void) | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly keys: KeysRepository,
    private readonly leases: Leases,
    private readonly challenges: Challenges,
  ) {}

  /** The signal is quick, the event is certain. */
  onModuleInit(): void {
    this.stop = this.bus.for('vault').onSignal(signals.deviceRemoved, (removed) => this.close(removed));
  }

  onModuleDestroy(): void {
    this.stop?.();
  }

  @Handles(events.deviceRemoved, 'vault.unwrap')
  async unwrap(tx: Transaction, removed: Removed, _event: EventId): Promise<void> {
    await this.keys.removeWrap(tx, removed.member, removed.device);
    tx.afterCommit(() => this.close(removed));
  }

  private close({ member, device }: Removed): void {
    this.challenges.forget(member, device);
    this.leases.endOf(member, device);
  }
}
