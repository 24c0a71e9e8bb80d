import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError, signals } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';

/** For how long an answer of the database counts, from before it was asked; and how often open connections are looked through. */
const KEPT_MS = 1000;
const KEPT_DEVICES = 10_000;

/** `until`: of the steady clock, since one that is set back would let a removed device in for as long. */
type Standing = { generation: number | undefined; until: number };
type Listener = () => void;

/**
 * Whether a device is still one, for connections that live longer than a request. PostgreSQL says so, and is asked each
 * second for all that are open; what is kept here counts for a second, and goes at once when a removal is signalled.
 */
@Injectable()
export class DeviceStandings implements OnModuleInit, OnModuleDestroy {
  private readonly kept = new Map<DeviceId, Standing>();
  private readonly listeners = new Map<DeviceId, Set<Listener>>();
  private readonly stops: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    const gateway = this.bus.for('gateway');
    this.stops.push(gateway.onSignal(signals.deviceRemoved, ({ device }) => this.tell(device)));
    // One of what was missed may have been a removal.
    const missed = () => {
      this.kept.clear();
      this.startLooking();
    };
    this.stops.push(gateway.onMissed(missed));
    this.timer = setInterval(() => this.startLooking(), KEPT_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    for (const stop of this.stops) stop();
    clearInterval(this.timer);
    await this.looking;
  }

  /** Errors: `device_revoked`. */
  async require(member: MemberId, device: DeviceId, generation: number): Promise<void> {
    const kept = this.kept.get(device);
    const standing = kept && performance.now() < kept.until ? kept : await this.read(member, device);
    if (standing.generation !== generation) throw new MirrorError('device_revoked');
  }

  /** Calls back once the device is removed, within a second, until the returned function is called. */
  onRemoved(device: DeviceId, listener: Listener): () => void {
    const listeners = this.listeners.get(device) ?? new Set();
    this.listeners.set(device, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(device) === listeners) this.listeners.delete(device);
    };
  }

  private tell(device: DeviceId): void {
    this.kept.delete(device);
    for (const listener of [...(this.listeners.get(device) ?? [])]) listener();
  }

  private startLooking(): void {
    // A database that is away lets nobody start anything either; the next look is a second later.
    this.looking ??= this.look()
      .catch(() => undefined)
      .finally(() => {
        this.looking = undefined;
      });
  }

  private async look(): Promise<void> {
    if (this.listeners.size === 0) return;
    const asked = [[...this.listeners.keys()]];
    const removed = await this.unitOfWork.query<{ device: DeviceId }>(
      { role: 'gateway' },
      'select removed as device from access.removed_devices($1) removed',
      asked,
    );
    for (const { device } of removed) this.tell(device);
  }

  private async read(member: MemberId, device: DeviceId): Promise<Standing> {
    const until = performance.now() + KEPT_MS;
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
