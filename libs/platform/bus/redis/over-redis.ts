import type { Role } from '#libs/contracts/index.js';
import type { BusAdapter } from '../adapter.js';
import type { BusKeys } from './bus-keys.js';
import { Link } from './link.js';
import { RedisBus } from './redis-bus.js';
import { redisQueues } from './redis-queues.js';
import { Wake } from './wake.js';

const PATIENCE_MS = 60_000;

export type OverRedis = {
  /** `redis://host:port`, without credentials. */
  url: string;
  /** Of this build: processes of two versions don't speak to each other. */
  version: string;
  /** Of each role of this process: what is in `redis-<role>`, and what `readBusKeys` makes of its files. */
  roles: readonly { role: Role; password: string; keys: BusKeys }[];
  patienceMs?: number;
  /** See `redisQueues`. */
  lockMs?: number;
};

/** Roles in any number of processes, by way of one Redis or Valkey. */
export const overRedis = ({ url, version, roles, patienceMs = PATIENCE_MS, lockMs }: OverRedis): BusAdapter => ({
  elsewhere: true,
  carry: (ground) => {
    const address = { url };
    const links = new Map(roles.map(({ role, password }) => [role, new Link(role, address, password)]));
    const keys = new Map(roles.map((each) => [each.role, each.keys]));
    const wake = new Wake(() => links.values().next().value);
    return {
      queues: redisQueues(links, lockMs),
      alone: false,
      wake: (woken) => wake.now(woken),
      bus: (outbox) => new RedisBus({ address, version, patienceMs, links, keys, wake, ground, outbox }),
    };
  },
});
