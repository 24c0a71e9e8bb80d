import type { MemberId } from '#libs/contracts/index.js';
import { noteMistake, noteTrouble } from '../failure.js';
import { type Link, redisAway } from './link.js';
import { leaseKey, presenceKey } from './names.js';
import type { Myself } from './presence.js';

/** A lease nobody renews goes after this; before that it is void as soon as its holder is not there any more. */
const LEASE_MS = 60_000;
/** Redis does nothing else while a script runs. */
const BATCH = 500;
const HOLD_MS = 3_000;

/** The members that one role of this process holds: what goes to their holder comes here. */
export class Holding {
  private readonly members = new Set<MemberId>();
  private readonly listeners = new Set<(member: MemberId) => void>();
  private renewing: Promise<void> | undefined;

  constructor(
    private readonly link: Link,
    private readonly myself: Myself,
  ) {}

  /** See `RoleBus.hold`. Errors: `bus_unavailable`. */
  async hold(member: MemberId): Promise<boolean> {
    if (!(await this.link.becomesReady(HOLD_MS))) throw redisAway();
    // Before the answer: a beat that comes meanwhile renews it.
    const [elsewhere] = await this.link.answered(this.take([member]), HOLD_MS);
    if (elsewhere !== undefined) return false;
    this.members.add(member);
    return true;
  }

  letGo(member: MemberId): void {
    this.members.delete(member);
    // Away, Redis forgets the lease, or the next beat of who takes it finds it void.
    if (!this.link.ready) return;
    this.link.commands
      .mirrorLetGo(leaseKey(this.link.role, member), this.myself.instance)
      .catch((error: unknown) => noteTrouble('lease', error, this.link.role));
  }

  onHeldElsewhere(listener: (member: MemberId) => void): () => void {
    const entry = (member: MemberId) => listener(member);
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  /** With each beat: Redis may have been emptied, and another may have taken this process for dead. */
  renew(): void {
    this.renewing ??= this.renewAll()
      .catch((error: unknown) => noteTrouble('lease', error, this.link.role))
      .finally(() => {
        this.renewing = undefined;
      });
  }

  async letGoOfAll(): Promise<void> {
    const keys = [...this.members].map((member) => leaseKey(this.link.role, member));
    this.members.clear();
    if (this.link.ready)
      await this.link.answered(Promise.all(keys.map((key) => this.link.commands.mirrorLetGo(key, this.myself.instance))));
  }

  private async renewAll(): Promise<void> {
    const members = [...this.members];
    for (let at = 0; at < members.length; at += BATCH) {
      // Without those that were let go while an earlier batch was on its way: they may be another's by now.
      const batch = members.slice(at, at + BATCH).filter((member) => this.members.has(member));
      for (const member of await this.take(batch)) this.lost(member);
    }
  }

  /** Those of them that another living process has. */
  private async take(members: readonly MemberId[]): Promise<MemberId[]> {
    if (members.length === 0) return [];
    const { role, commands } = this.link;
    const keys = members.map((member) => leaseKey(role, member));
    const places = await commands.mirrorHold(keys.length, ...keys, this.myself.instance, presenceKey(role, ''), LEASE_MS);
    return places.flatMap((place) => members[place - 1] ?? []);
  }

  private lost(member: MemberId): void {
    if (!this.members.delete(member)) return;
    for (const listener of [...this.listeners]) {
      try {
        listener(member);
      } catch (error) {
        noteMistake({ signal: 'held-elsewhere' }, error);
      }
    }
  }
}
