import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type EventId, events, signals } from '#libs/contracts/index.js';
import { Bus, type EventPayload, Handles, type RoleBus } from '#libs/platform/bus/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { Challenges } from './challenges.js';
import { KeysRepository, type MembersDevice } from './keys.repository.js';
import { Leases } from './leases.js';

const LOOK_EVERY_MS = 1_000;

/**
 * What a removed device had here goes: its wrap, its challenges, and the vault that it opened. The signal is quick and may
 * be lost. The event is certain, and any one process of the vault handles it: which of them has the vault open finds out by
 * itself, by asking each second whether the devices that opened one are still wrapped to.
 */
@Injectable()
export class RemovedDevices implements OnModuleInit, OnModuleDestroy {
  private readonly bus: RoleBus;
  private stop: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    bus: Bus,
    private readonly keys: KeysRepository,
    private readonly leases: Leases,
    private readonly challenges: Challenges,
  ) {
    this.bus = bus.for('vault');
  }

  onModuleInit(): void {
    this.stop = this.bus.onSignal(signals.deviceRemoved, (removed) => this.close(removed));
    this.timer = setInterval(() => {
      // A database that is away lets nobody in either; the next look is a second later.
      this.looking ??= this.look()
        .catch(() => undefined)
        .finally(() => {
          this.looking = undefined;
        });
    }, LOOK_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stop?.();
    clearInterval(this.timer);
    await this.looking;
  }

  @Handles(events.deviceRemoved, 'vault.unwrap')
  async unwrap(tx: Transaction, removed: EventPayload<typeof events.deviceRemoved>, _event: EventId): Promise<void> {
    await this.keys.removeWrap(tx, removed.member, removed.device);
    tx.afterCommit(() => this.close(removed));
  }

  private async look(): Promise<void> {
    const devices = this.leases.devices();
    if (devices.length === 0) return;
    const standing = new Set((await this.keys.standing(devices)).map(({ device }) => device));
    for (const each of devices) if (!standing.has(each.device)) this.close(each);
  }

  private close({ member, device }: MembersDevice): void {
    this.challenges.forget(member, device);
    this.leases.endOf(member, device);
  }
}
