import { setTimeout as delay } from 'node:timers/promises';
import { Role } from '#libs/contracts/index.js';
import type { SmallDisk } from '../small-disk.js';
import type { Replica } from './replica.js';
import type { SplitNode } from './split-node.js';
import type { WireState } from './wire.js';

/** What can happen to a split node, and be over again when `strike` returns. */
export type Fault = { name: string; strike(node: SplitNode, lastsMs: number): Promise<void> };

const anyOf = <T>(list: readonly T[]): T => {
  const found = list[Math.floor(Math.random() * list.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};
const aReplica = (node: SplitNode, role: Role): Replica => anyOf(node.of(role));

const killed = (role: Role): Fault => ({
  name: `${role} killed`,
  strike: async (node) => {
    const replica = aReplica(node, role);
    await replica.kill();
    replica.start();
  },
});

const paused = (role: Role): Fault => ({
  name: `${role} paused`,
  strike: async (node, lastsMs) => {
    const { process } = aReplica(node, role);
    process.signal('SIGSTOP');
    await delay(lastsMs);
    process.signal('SIGCONT');
  },
});

const cutOff = (role: Role, backend: 'redis' | 'database', state: Exclude<WireState, 'whole'>): Fault => ({
  name: `${role} cut off from ${backend} (${state})`,
  strike: async (node, lastsMs) => {
    const wire = aReplica(node, role).place.wires[backend];
    await wire.set(state);
    await delay(lastsMs);
    await wire.set('whole');
  },
});

const clockStepped = (role: Role, seconds: number): Fault => ({
  name: `${role}'s clock stepped by ${seconds} s`,
  strike: async (node, lastsMs) => {
    const replica = aReplica(node, role);
    replica.shiftClock(seconds * 1000);
    await delay(lastsMs);
    replica.shiftClock(0);
  },
});

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

const cuts = ['hang', 'reset', 'refuse'] as const;
const steps = [20, -20, 300, -300] as const;

/** Each kind once, each role killed once; which role else is hit, and how, is left to chance. */
export const oneOfEachKind = (): Fault[] => [
  ...Role.options.map(killed),
  paused(anyOf(Role.options)),
  cutOff(anyOf(Role.options), 'redis', anyOf(cuts)),
  cutOff(anyOf(Role.options), 'database', anyOf(cuts)),
  clockStepped(anyOf(Role.options), anyOf(steps)),
  redisRestarted,
  redisEmptied,
  redisFull,
  databaseKilled,
  databaseRestarted,
];

/** So many at random, of all kinds, roles and forms. */
export const randomFaults = (count: number, more: readonly Fault[]): Fault[] =>
  Array.from({ length: count }, () => anyOf([...oneOfEachKind(), redisAway, redisPaused, ...more]));
