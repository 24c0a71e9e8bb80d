import { type Collection, type DeviceId, MirrorError, type Purpose } from '#libs/contracts/index.js';
import { type NamedKey, wipe } from '#libs/crypto/index.js';
import { Deadline } from './deadline.js';
import { type Admitted, IDLE } from './domain/grant.js';

/** What comes of a member key while it is open: none of it leaves this process. */
export type OpenKeys = { readonly wrapping: NamedKey; readonly recognition: Uint8Array };

/** What one device allows, until when. */
type Grant = { readonly purposes: ReadonlySet<Purpose>; readonly end: Deadline };

/** One member's open vault: the keys, and what each device that unlocked it allows, until when. */
export class Lease {
  /** Collection keys that were needed so far; promises, so that two who need one at once make one. */
  readonly collections = new Map<Collection, Promise<NamedKey | undefined>>();
  private readonly grants = new Map<DeviceId, Grant>();
  private idle = new Deadline(0, 0);
  private wiped = false;

  constructor(readonly keys: OpenKeys) {}

  /** What a device allows; what it allowed before is over. @param now milliseconds */
  admit(device: DeviceId, { purposes, until }: Admitted, now: number): void {
    this.grants.set(device, { purposes, end: new Deadline(until, now) });
    this.touch(now);
  }

  /** The devices that unlocked it. */
  get devices(): DeviceId[] {
    return [...this.grants.keys()];
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
    const running = [...this.grants.values()].filter(({ end }) => !end.isOver(now));
    return [...new Set(running.flatMap(({ purposes }) => [...purposes]))];
  }

  /** The end of the longest grant, in milliseconds. */
  get until(): number {
    return Math.max(0, ...[...this.grants.values()].map(({ end }) => end.at));
  }

  /** When it closes if nobody does anything more, in milliseconds. */
  get closesAt(): number {
    return Math.min(this.until, this.idle.at);
  }

  isOpen(now: number): boolean {
    return !this.wiped && !this.idle.isOver(now) && [...this.grants.values()].some(({ end }) => !end.isOver(now));
  }

  /** @throws MirrorError `vault_locked` */
  ensureOpen(now: number): void {
    if (!this.isOpen(now)) throw new MirrorError('vault_locked');
  }

  /** A person did something: the idle minutes start anew. */
  touch(now: number): void {
    this.idle = new Deadline(now + IDLE, now);
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
