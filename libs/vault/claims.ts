import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type MemberId, MirrorError, signals } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { IDLE } from './domain/grant.js';
import { Leases } from './leases.js';
import { Pulse } from './pulse.js';

/**
 * Which of the vault's processes answers for a member: the one that has their keys. The bus holds the claim, and no key
 * ever goes there; what happens to a lease here follows it, and the other way round.
 */
@Injectable()
export class Claims implements OnModuleInit, OnModuleDestroy {
  private readonly bus: RoleBus;
  /** Claims that are being made, by member: until they are decided nothing is let go that they may have got. */
  private readonly pending = new Map<MemberId, number>();
  /** Members whom another process may still have, out of reach: the claim on them stays until that one's keys are gone at the latest. */
  private readonly shut = new Map<MemberId, NodeJS.Timeout>();
  private stop: (() => void) | undefined;

  constructor(
    bus: Bus,
    private readonly leases: Leases,
    private readonly pulse: Pulse,
  ) {
    this.bus = bus.for('vault');
  }

  onModuleInit(): void {
    this.leases.onEnded((member) => {
      this.release(member);
      this.bus.signal(signals.vaultChanged, { member, state: 'locked' });
    });
    // Taken for dead, and another one opened for them since: their vault is open there, so nobody is told that it closed.
    this.stop = this.bus.onHeldElsewhere((member) => this.leases.drop(member));
    this.pulse.onStoodStill(() => this.dropAll());
  }

  onModuleDestroy(): void {
    this.stop?.();
    for (const member of [...this.leases.dropAll(), ...this.shut.keys()]) this.bus.letGo(member);
    for (const timer of this.shut.values()) clearTimeout(timer);
  }

  /**
   * Claims the member for this process, then runs `open` before anything else can come between.
   * @throws MirrorError `challenge_expired` where another living process has their vault open: the next challenge is its
   */
  async during(member: MemberId, open: () => void): Promise<void> {
    this.pending.set(member, (this.pending.get(member) ?? 0) + 1);
    try {
      const before = this.pulse.feel();
      const isHeld = await this.bus.hold(member);
      if (!isHeld || this.pulse.feel() !== before) {
        this.leases.drop(member);
        throw new MirrorError('challenge_expired', 'Another part of the server has this vault open by now.');
      }
      open();
    } finally {
      const others = (this.pending.get(member) ?? 1) - 1;
      if (others > 0) this.pending.set(member, others);
      else this.pending.delete(member);
      this.release(member);
    }
  }

  /**
   * Locks a member whom no process within reach has. One that is cut off may, and would go on where it stood once it is
   * back: it finds the member claimed then, and wipes their keys. Cut off it serves nobody, so they last idle minutes at most.
   * @throws MirrorError `bus_unavailable` where a process that has them came within reach meanwhile: it was not told
   */
  async shutElsewhere(member: MemberId): Promise<void> {
    if (!(await this.bus.hold(member))) throw new MirrorError('bus_unavailable');
    clearTimeout(this.shut.get(member));
    const over = () => {
      this.shut.delete(member);
      this.release(member);
    };
    this.shut.set(member, setTimeout(over, IDLE).unref());
    this.bus.signal(signals.vaultChanged, { member, state: 'locked' });
  }

  private release(member: MemberId): void {
    const isNeeded = this.leases.has(member) || this.pending.has(member) || this.shut.has(member);
    if (!isNeeded) this.bus.letGo(member);
  }

  /**
   * After a standstill nobody here knows what was missed: a lock that another process answered, a device that was
   * removed. So every key goes at once, and devices that are still let in unlock again by themselves.
   */
  private dropAll(): void {
    for (const member of this.leases.dropAll()) void this.tellIfClosed(member);
  }

  /** It is closed unless another process has opened it meanwhile. Where the bus is away the claim goes with the next presence. */
  private async tellIfClosed(member: MemberId): Promise<void> {
    await this.during(member, () => {
      if (!this.leases.has(member)) this.bus.signal(signals.vaultChanged, { member, state: 'locked' });
    }).catch(() => undefined);
  }
}
