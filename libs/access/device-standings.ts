import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError, signals } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';

/** For how long an answer of the database counts, from before it was asked. */
const KEPT_MS = 1000;
const KEPT_DEVICES = 10_000;

type Standing = { generation: number | undefined; until: number };
type Listener = () => void;

/**
 * Whether a device is still one, for connections that live longer than a request. PostgreSQL says so; what is kept here
 * counts for a second, and goes at once when a removal is signalled.
 */
@Injectable()
export class DeviceStandings implements OnModuleInit, OnModuleDestroy {
  private readonly kept = new Map<DeviceId, Standing>();
  private readonly listeners = new Map<DeviceId, Set<Listener>>();
  private stop: () => void = () => undefined;

  constructor(
    private readonly bus: Bus,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.stop = this.bus.for('gateway').onSignal(signals.deviceRemoved, ({ device }) => {
      this.kept.delete(device);
      for (const listener of [...(this.listeners.get(device) ?? [])]) listener();
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** Errors: `device_revoked`. */
  async require(member: MemberId, device: DeviceId, generation: number): Promise<void> {
    const kept = this.kept.get(device);
    const standing = kept && Date.now() < kept.until ? kept : await this.read(member, device);
    if (standing.generation !== generation) throw new MirrorError('device_revoked');
  }

  /** Calls back once the removal of a device is signalled, until the returned function is called. */
  onRemoved(device: DeviceId, listener: Listener): () => void {
    const listeners = this.listeners.get(device) ?? new Set();
    this.listeners.set(device, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(device) === listeners) this.listeners.delete(device);
    };
  }

  private async read(member: MemberId, device: DeviceId): Promise<Standing> {
    const until = Date.now() + KEPT_MS;
    const [row] = await this.unitOfWork.query<{ generation: number }>(
      { role: 'gateway', member },
      'select generation from access.device where id = $1 and removed_at is null',
      [device],
    );
    if (this.kept.size >= KEPT_DEVICES) this.kept.clear();
    const standing = { generation: row?.generation, until };
    this.kept.set(device, standing);
    return standing;
  }
}
