import { Injectable } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError } from '#libs/contracts/index.js';
import type { Admitted } from './domain/grant.js';
import type { MembersDevice } from './keys.repository.js';
import { Lease, type OpenKeys } from './lease.js';
import { Pulse } from './pulse.js';

type Held = { readonly lease: Lease; timer: NodeJS.Timeout | undefined };
type Ended = (member: MemberId) => void;

/** Which members' vaults are open, here, and their keys, which stay here. That others know of it is claims.ts' to see to. */
@Injectable()
export class Leases {
  private readonly held = new Map<MemberId, Held>();
  private readonly listeners = new Set<Ended>();

  constructor(private readonly pulse: Pulse) {}

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

  /** Whether there are keys of that member here. */
  has(member: MemberId): boolean {
    return this.held.has(member);
  }

  /** Every device that has a vault open here. */
  devices(): MembersDevice[] {
    return [...this.held].flatMap(([member, { lease }]) => lease.devices.map((device) => ({ member, device })));
  }

  /** The open vault of a member. @param now milliseconds */
  find(member: MemberId, now: number): Lease | undefined {
    this.pulse.feel();
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

  /**
   * Asked after keys were used and before what was made with them counts: a lease that ended in between has keys of zeros.
   * @throws MirrorError `vault_locked`
   */
  ensureOpen(lease: Lease): void {
    this.pulse.feel();
    lease.ensureOpen(Date.now());
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

  /** Wipes everything, and tells nobody. @returns whose it was */
  dropAll(): MemberId[] {
    return [...this.held.keys()].filter((member) => this.drop(member));
  }

  /** Wipes a member's keys, and tells nobody. */
  drop(member: MemberId): boolean {
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
