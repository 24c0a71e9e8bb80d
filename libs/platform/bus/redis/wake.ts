import type { Role } from '#libs/contracts/index.js';
import type { Link } from './link.js';
import { wakeChannel } from './names.js';

/** Within this all that is committed wakes once; a burst of commits is one look at the outbox. */
const GATHER_MS = 2;

/** Tells the relays of other processes that the outbox has something. Says nothing of what, and may get lost: they look by a clock too. */
export class Wake {
  private readonly roles = new Set<Role>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly link: () => Link | undefined) {}

  now(roles: readonly Role[]): void {
    for (const role of roles) this.roles.add(role);
    this.timer ??= setTimeout(() => this.send(), GATHER_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    this.send();
  }

  private send(): void {
    this.timer = undefined;
    for (const role of this.roles) this.link()?.publish(wakeChannel(role), '');
    this.roles.clear();
  }
}
