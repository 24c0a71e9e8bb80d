import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#libs/platform/bus/index.js';

const BEAT_MS = 500;
/**
 * After that long without a beat others may have taken this process for dead: its presence on the bus lasts 3 s and is
 * renewed each second, so it is still there after 2 s of silence and may be gone a moment later.
 */
const TAKEN_FOR_DEAD_MS = 2_000;

/**
 * Notices that this process stood still (a container that was paused, a machine that slept, a loop that was held up).
 * Meanwhile another one may have answered for it: opened for its members, or told one of them that all is locked. Asked
 * before anything is opened too, since what waited in a socket may come up before any timer.
 */
@Injectable()
export class Pulse implements OnModuleInit, OnModuleDestroy {
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private felt = moment();
  private standstills = 0;

  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    // Where there is nobody else, nothing happened meanwhile.
    if (!this.bus.alone) this.timer = setInterval(() => this.feel(), BEAT_MS).unref();
    this.felt = moment();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Called, before `feel` returns, whenever this process had stood still. */
  onStoodStill(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** @returns how often it stood still until now: what was found out before the last time does not count any more */
  feel(): number {
    if (this.timer) this.compare();
    return this.standstills;
  }

  private compare(): void {
    const { wall, steady } = this.felt;
    this.felt = moment();
    // Each clock alone can hide a pause: one may be set, the other stands still while the machine sleeps.
    if (this.felt.wall - wall < TAKEN_FOR_DEAD_MS && this.felt.steady - steady < TAKEN_FOR_DEAD_MS) return;
    this.standstills += 1;
    for (const listener of this.listeners) listener();
  }
}

const moment = () => ({ wall: Date.now(), steady: performance.now() });
