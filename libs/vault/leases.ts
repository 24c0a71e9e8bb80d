import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError } from '#libs/contracts/index.js';
import type { Admitted } from './domain/grant.js';
import { Lease, type OpenKeys } from './lease.js';

type Held = { readonly lease: Lease; timer: NodeJS.Timeout | undefined };
type Ended = (member: MemberId) => void;

/**
 * Which members' vaults are open, here. In one process that is all there is to know; where there are several, whoever
 * takes and ends a lease announces it, and the keys still stay here.
 */
@Injectable()
export class Leases implements OnModuleDestroy {
  private readonly held = new Map<MemberId, Held>();
  private readonly listeners = new Set<Ended>();

  /** Told whenever a vault closed, by itself or on demand. */
  onEnded(listener: Ended): void {
    this.listeners.add(listener);
  }

  /**
   * Opens a member's vault for a device, or lets the device in where it is open: two devices at once must not shut each
   * other out. @param keys derived only where it was closed
   */
  take(member: MemberId, device: DeviceId, admitted: Admitted, keys: () => OpenKeys, now: number): void {
    const standing = this.find(member, now);
    if (standing) {
      standing.admit(device, admitted, now);
      return;
    }
    const held: Held = { lease: new Lease(keys()), timer: undefined };
    held.lease.admit(device, admitted, now);
    this.held.set(member, held);
    this.arm(member, held);
  }

  /** The open vault of a member. @param now milliseconds */
  find(member: MemberId, now: number): Lease | undefined {
    const lease = this.held.get(member)?.lease;
    if (!lease || lease.isOpen(now)) return lease;
    this.end(member);
    return undefined;
  }

  /** @throws MirrorError `vault_locked` */
  require(member: MemberId, now: number): Lease {
    const lease = this.find(member, now);
    if (!lease) throw new MirrorError('vault_locked');
    return lease;
  }

  /** Closes a member's vault now and wipes its keys. */
  end(member: MemberId): void {
    if (!this.drop(member)) return;
    for (const listener of this.listeners) listener(member);
  }

  /** Closes it only if that device unlocked it. */
  endOf(member: MemberId, device: DeviceId): void {
    if (this.held.get(member)?.lease.isOf(device)) this.end(member);
  }

  onModuleDestroy(): void {
    for (const member of [...this.held.keys()]) this.drop(member);
  }

  private drop(member: MemberId): boolean {
    const held = this.held.get(member);
    if (!held) return false;
    clearTimeout(held.timer);
    held.lease.wipe();
    return this.held.delete(member);
  }

  /** Looks again when the vault would close; if it was used meanwhile, later. Keys don't lie in memory until someone asks. */
  private arm(member: MemberId, held: Held): void {
    const wait = Math.max(1, held.lease.closesAt - Date.now());
    held.timer = setTimeout(() => {
      if (held.lease.isOpen(Date.now())) this.arm(member, held);
      else this.end(member);
    }, wait);
    held.timer.unref();
  }
}
