import { loadavg } from 'node:os';
import { asAdministrator } from '../apps/e2e/database.js';
import { bootstrap, median } from './method.js';
import { ceilings, endsOf, type Stretch, waits } from './replicas/tables.js';
import { type Part, Trial } from './replicas/trial.js';
import { record, spread } from './report.js';

const share = Number(process.env.BENCH_SHARE ?? 1);
const many = (count: number, least: number): number => Math.max(least, Math.round(count * share));

const MEMBERS = many(16, 4);
const IN_FLIGHT = 2;
const STRETCHES = many(3, 2);
const STRETCH_MS = many(6_000, 2_000);
/** On one connection at most eight replies are followed. */
const AT_ONCE = { members: many(125, 5), each: 8 };

const stretch = async (trial: Trial, replicas: number): Promise<Stretch> => {
  const before = trial.processorMs();
  const start = performance.now();
  const went = await trial.crowd.do({ do: 'loop', inFlight: IN_FLIGHT, milliseconds: STRETCH_MS });
  const seconds = (performance.now() - start) / 1000;
  const after = trial.processorMs();
  const parts = Object.keys(after) as Part[];
  const costs = Object.fromEntries(parts.map((part) => [part, (after[part] - before[part]) / went.length])) as Record<Part, number>;
  return { replicas, seconds, turns: went.length, turnsASecond: went.length / seconds, ends: endsOf(went), waits: waits(went), costs };
};

const withTrial = async <T>(replicas: number, members: number, work: (trial: Trial) => Promise<T>): Promise<T> => {
  const trial = await Trial.begin(replicas, members);
  try {
    return await work(trial);
  } finally {
    await trial.end();
  }
};

/** So many replicas of each role under closed-loop clients; memory before and after. */
const grown = (replicas: number) =>
  withTrial(replicas, MEMBERS, async (trial) => {
    const rest = await trial.memory();
    // What a process compiles and learns in its first turns is no part of what a turn costs.
    await stretch(trial, replicas);
    const stretches: Stretch[] = [];
    for (let count = 0; count < STRETCHES; count++) stretches.push(await stretch(trial, replicas));
    return { replicas, stretches, memory: { rest, loaded: await trial.memory() }, load: loadavg() };
  });

/** All at the same moment; then whether the database holds a turn that nobody ended. */
const atOnce = (replicas: number) =>
  withTrial(replicas, AT_ONCE.members, async (trial) => {
    await trial.crowd.do({ do: 'burst', each: 1 });
    const start = performance.now();
    const went = await trial.crowd.do({ do: 'burst', each: AT_ONCE.each });
    const seconds = (performance.now() - start) / 1000;
    const states = await asAdministrator(trial.node, async (administrator) => {
      const { rows } = await administrator.query('select state, count(*)::int as turns from reflection.turn group by state');
      return rows;
    });
    const accepted = went.filter(({ acceptedMs }) => acceptedMs !== undefined).length;
    return { replicas, asked: went.length, accepted, seconds, ends: endsOf(went), waits: waits(went), states, load: loadavg() };
  });

const results = { growth: [] as Awaited<ReturnType<typeof grown>>[], bursts: [] as Awaited<ReturnType<typeof atOnce>>[] };
/** For a look in between. */
const counts = (process.env.BENCH_REPLICAS ?? '1,2,4').split(',').map(Number);
// There and back again: a slow quarter of an hour falls on all.
for (const replicas of [...counts, ...counts.toReversed()]) results.growth.push(await grown(replicas));
for (const replicas of counts.slice(0, 2)) results.bursts.push(await atOnce(replicas));

const summary = counts.map((replicas) => {
  const all = results.growth.filter((each) => each.replicas === replicas).flatMap(({ stretches }) => stretches);
  const parts = Object.keys(all[0]?.costs ?? {}) as Part[];
  const costs = Object.fromEntries(parts.map((part) => [part, median(all.map((each) => each.costs[part]))])) as Record<Part, number>;
  return { replicas, turnsASecond: bootstrap(all.map(({ turnsASecond }) => turnsASecond)), costs, ceilings: ceilings(costs) };
});

console.table(
  Object.fromEntries(
    summary.map(({ replicas, turnsASecond, costs }) => [
      `${replicas} of each role`,
      { 'turns a second': spread(turnsASecond), ...Object.fromEntries(Object.entries(costs).map(([part, ms]) => [part, ms.toFixed(1)])) },
    ]),
  ),
);
console.table(
  Object.fromEntries(
    results.bursts.map(({ replicas, asked, accepted, seconds, ends, waits: { ended } }) => [
      `${asked} at once, ${replicas} of each role`,
      {
        accepted,
        seconds: seconds.toFixed(1),
        'longest ms': ended.longest.toFixed(0),
        'p50 ms': ended.p50.toFixed(0),
        ends: JSON.stringify(ends),
      },
    ]),
  ),
);
const [first] = results.growth;
console.table(
  Object.fromEntries(
    Object.entries(first?.memory.rest ?? {}).map(([part, { resident, share: pss }]) => {
      const loaded = first?.memory.loaded[part as keyof typeof first.memory.loaded];
      const line = {
        'rest, resident MB': resident,
        'rest, share MB': pss,
        'loaded, resident MB': loaded?.resident,
        'loaded, share MB': loaded?.share,
      };
      return [part, Object.fromEntries(Object.entries(line).map(([name, value]) => [name, value?.toFixed(0)]))];
    }),
  ),
);
record('replicas', { members: MEMBERS, inFlight: IN_FLIGHT, summary, ...results });
