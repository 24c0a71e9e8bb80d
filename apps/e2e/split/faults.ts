import { setTimeout as delay } from 'node:timers/promises';
import { Role } from '#libs/contracts/index.js';
import type { SmallDisk } from '../small-disk.js';
import type { Chance } from './chance.js';
import type { Replica } from './replica.js';
import type { SplitNode } from './split-node.js';
import type { WireState } from './wire.js';

/** What can happen to a split node, and be over again when `strike` returns. */
export type Fault = { name: string; strike(node: SplitNode, lastsMs: number): Promise<void> };
/** What can happen to a role: to which of its processes, and in which form, is left to chance. */
type OfRole = (role: Role, chance: Chance) => Fault;

const aReplica = (node: SplitNode, role: Role, chance: Chance): Replica => chance.anyOf(node.of(role));

const killed: OfRole = (role, chance) => ({
  name: `${role} killed`,
  strike: async (node) => {
    const replica = aReplica(node, role, chance);
    await replica.kill();
    replica.start();
  },
});

const paused: OfRole = (role, chance) => ({
  name: `${role} paused`,
  strike: async (node, lastsMs) => {
    const { process } = aReplica(node, role, chance);
    process.signal('SIGSTOP');
    await delay(lastsMs);
    process.signal('SIGCONT');
  },
});

const cuts: readonly Exclude<WireState, 'whole'>[] = ['hang', 'reset', 'refuse'];
const cutOff: OfRole = (role, chance) => {
  const [backend, state] = [chance.anyOf(['redis', 'database'] as const), chance.anyOf(cuts)];
  return {
    name: `${role} cut off from ${backend} (${state})`,
    strike: async (node, lastsMs) => {
      const wire = aReplica(node, role, chance).place.wires[backend];
      await wire.set(state);
      await delay(lastsMs);
      await wire.set('whole');
    },
  };
};

const clockStepped: OfRole = (role, chance) => {
  const seconds = chance.anyOf([20, -20, 300, -300]);
  return {
    name: `${role}'s clock stepped by ${seconds} s`,
    strike: async (node, lastsMs) => {
      const replica = aReplica(node, role, chance);
      replica.shiftClock(seconds * 1000);
      await delay(lastsMs);
      replica.shiftClock(0);
    },
  };
};

const redisRestarted: Fault = {
  name: 'Redis restarted',
  strike: async ({ backends }) => {
    await backends.redis.kill();
    await backends.redis.begin();
  },
};
const redisAway: Fault = {
  name: 'Redis away for a while',
  strike: async ({ backends }, lastsMs) => {
    await backends.redis.kill();
    await delay(lastsMs);
    await backends.redis.begin();
  },
};
const redisPaused: Fault = {
  name: 'Redis paused',
  strike: async ({ backends }, lastsMs) => {
    backends.redis.pause();
    await delay(lastsMs);
    backends.redis.resume();
  },
};
const redisEmptied: Fault = {
  name: 'Redis emptied',
  strike: async ({ backends }) => void (await backends.redis.administrator.flushall()),
};
const redisFull: Fault = {
  name: 'Redis out of memory',
  strike: async ({ backends }, lastsMs) => {
    await backends.redis.administrator.config('SET', 'maxmemory', '1mb');
    await delay(lastsMs);
    await backends.redis.administrator.config('SET', 'maxmemory', '0');
  },
};
const databaseKilled: Fault = { name: 'PostgreSQL killed', strike: ({ backends }) => backends.killDatabase() };
const databaseRestarted: Fault = { name: 'PostgreSQL restarted', strike: ({ backends }) => backends.restartDatabase() };

/** On the disk that the database has to itself. */
export const diskFull = (disk: SmallDisk): Fault => ({
  name: "PostgreSQL's disk full",
  strike: async (_, lastsMs) => {
    disk.leave(0);
    await delay(lastsMs);
    disk.free();
  },
});

/** Each kind once, and what can happen to a role once to each; in which form is left to chance. */
export const oneOfEachKind = (chance: Chance): Fault[] => [
  ...[killed, paused, cutOff, clockStepped].flatMap((kind) => Role.options.map((role) => kind(role, chance))),
  redisRestarted,
  redisEmptied,
  redisFull,
  databaseKilled,
  databaseRestarted,
];

/** So many at random, of all kinds, roles and forms. */
export const randomFaults = (count: number, more: readonly Fault[], chance: Chance): Fault[] =>
  Array.from({ length: count }, () => chance.anyOf([...oneOfEachKind(chance), redisAway, redisPaused, ...more]));
