import { Role } from '#libs/contracts/index.js';
import { percentile } from '../method.js';
import type { Went } from './orders.js';
import type { Part } from './trial.js';

/** How many turns ended in each way. */
export const endsOf = (went: readonly Went[]): Record<string, number> => {
  const ends: Record<string, number> = {};
  for (const { end } of went) ends[end] = (ends[end] ?? 0) + 1;
  return ends;
};

/** Milliseconds of turns that were answered. */
export const waits = (went: readonly Went[]) => {
  const of = (value: (each: Went) => number | undefined) => {
    const all = went.flatMap((each) => value(each) ?? []);
    return { p50: percentile(all, 0.5), p99: percentile(all, 0.99), longest: Math.max(0, ...all) };
  };
  return { accepted: of(({ acceptedMs }) => acceptedMs), ended: of(({ endedMs }) => endedMs) };
};

/** One stretch of load on a node. */
export type Stretch = {
  replicas: number;
  seconds: number;
  turns: number;
  turnsASecond: number;
  ends: Record<string, number>;
  waits: ReturnType<typeof waits>;
  /** Milliseconds of processors for one turn. */
  costs: Record<Part, number>;
};

/** Turns a second that one process of each role could carry if it had a core to itself, by what a turn costs it: the least is the first bottleneck. */
export const ceilings = (costs: Record<Part, number>): Record<Role, number> =>
  Object.fromEntries(Role.options.map((role) => [role, 1000 / costs[role]])) as Record<Role, number>;
