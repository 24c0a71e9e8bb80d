import type { InstanceId, Role } from '#libs/contracts/index.js';
import type { BusKeys } from './bus-keys.js';
import { type Channel, makeChannel, openChannel } from './channel.js';
import { CHANNEL_MS, SLACK_MS } from './freshness.js';

/** The channels that one role of this process speaks through: one per role that it speaks to, new every ten minutes. */
export class OutgoingChannels {
  private readonly channels = new Map<Role, { made: Promise<Channel>; madeAt: number; since: number }>();

  constructor(
    private readonly keys: BusKeys,
    private readonly instance: InstanceId,
    private readonly now: () => number = Date.now,
    private readonly ticks: () => number = () => performance.now(),
  ) {}

  to(callee: Role): Promise<Channel> {
    const known = this.channels.get(callee);
    if (known && this.lasts(known)) return known.made;
    const madeAt = this.now();
    const made = makeChannel(this.keys, this.instance, callee, madeAt);
    this.channels.set(callee, { made, madeAt, since: this.ticks() });
    // One that could not be made is made anew by the next who asks.
    made.catch(() => this.channels.delete(callee));
    return made;
  }

  /** By both clocks: one that was set back or forth must not let a channel live on that the others take for old. */
  private lasts({ madeAt, since }: { madeAt: number; since: number }): boolean {
    const age = this.now() - madeAt;
    return age >= 0 && age < CHANNEL_MS && this.ticks() - since < CHANNEL_MS;
  }
}

const MOST_OPENED = 1_024;

/** The channels that others speak to one role of this process through, each verified and opened once. */
export class IncomingChannels {
  private readonly channels = new Map<string, { opened: Promise<Channel>; since: number }>();

  constructor(
    private readonly keys: BusKeys,
    private readonly ticks: () => number = () => performance.now(),
  ) {}

  /** By all of its bytes, not by its id: a header that differs anywhere is another one, and is verified itself. */
  of(header: Uint8Array): Promise<Channel> {
    const name = Buffer.from(header.buffer, header.byteOffset, header.byteLength).toString('latin1');
    const known = this.channels.get(name);
    if (known) return known.opened;
    const opened = openChannel(this.keys, header);
    this.channels.set(name, { opened, since: this.ticks() });
    this.makeRoom();
    // What does not verify takes no room.
    opened.catch(() => this.channels.delete(name));
    return opened;
  }

  get size(): number {
    return this.channels.size;
  }

  private makeRoom(): void {
    const limit = this.ticks() - CHANNEL_MS - 2 * SLACK_MS;
    for (const [name, { since }] of this.channels) {
      if (since >= limit && this.channels.size <= MOST_OPENED) return;
      this.channels.delete(name);
    }
  }
}
