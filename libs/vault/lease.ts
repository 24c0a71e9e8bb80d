import { type Collection, type DeviceId, MirrorError, type Purpose } from '#libs/contracts/index.js';
import { type NamedKey, wipe } from '#libs/crypto/index.js';
import { type Admitted, IDLE } from './domain/grant.js';

/** What comes of a member key while it is open: none of it leaves this process. */
export type OpenKeys = { readonly wrapping: NamedKey; readonly recognition: Uint8Array };

/** One member's open vault: the keys, and what each device that unlocked it allows, until when. */
export class Lease {
  /** Collection keys that were needed so far; promises, so that two who need one at once make one. */
  readonly collections = new Map<Collection, Promise<NamedKey | undefined>>();
  private readonly grants = new Map<DeviceId, Admitted>();
  private idleAt = 0;
  private wiped = false;

  constructor(readonly keys: OpenKeys) {}

  /** What a device allows; what it allowed before is over. @param now milliseconds */
  admit(device: DeviceId, admitted: Admitted, now: number): void {
    this.grants.set(device, admitted);
    this.touch(now);
  }

  /** Whether that device unlocked it. */
  isOf(device: DeviceId): boolean {
    return this.grants.has(device);
  }

  covers(purpose: Purpose, now: number): boolean {
    return this.purposes(now).includes(purpose);
  }

  /** What the grants that are not over allow, together: the devices are one person's. */
  purposes(now: number): Purpose[] {
    const running = [...this.grants.values()].filter(({ until }) => now < until);
    return [...new Set(running.flatMap(({ purposes }) => [...purposes]))];
  }

  /** The end of the longest grant, in milliseconds. */
  get until(): number {
    return Math.max(0, ...[...this.grants.values()].map(({ until }) => until));
  }

  /** When it closes if nobody does anything more, in milliseconds. */
  get closesAt(): number {
    return Math.min(this.until, this.idleAt);
  }

  isOpen(now: number): boolean {
    return !this.wiped && now < this.closesAt;
  }

  /**
   * Asked after keys were used and before what was made with them counts: a lease that ended in between has keys of zeros.
   * @throws MirrorError `vault_locked`
   */
  ensureOpen(now: number): void {
    if (!this.isOpen(now)) throw new MirrorError('vault_locked');
  }

  /** A person did something: the idle minutes start anew. */
  touch(now: number): void {
    this.idleAt = now + IDLE;
  }

  /** Overwrites every key, those on their way too. */
  wipe(): void {
    this.wiped = true;
    wipe(this.keys.wrapping.key, this.keys.recognition);
    for (const collection of this.collections.values()) {
      collection.then((named) => named && wipe(named.key)).catch(() => undefined);
    }
    this.collections.clear();
  }
}
