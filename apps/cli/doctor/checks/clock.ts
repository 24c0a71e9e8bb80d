import { clockDifference, judgeClock, judgeOwnClock } from '../domain/clock.js';
import type { Verdict } from '../domain/verdict.js';
import type { Evidence } from '../evidence.js';
import type { Check } from '../examine.js';
import { WHOLE } from '../operator.js';

/** Whether the clocks agree: this machine's, the node's, the database's, that of Redis. */
export const clockCheck: Check = {
  name: 'clock',
  examine: async (evidence) => {
    const secrets = await evidence.secrets();
    const own = typeof secrets === 'object' ? judgeOwnClock(Date.now(), secrets.newest) : [];
    return [...own, ...worst(await differences(evidence))];
  },
};

const differences = async ({ door, reports }: Evidence) => {
  const reported = (await reports()).flatMap((each) => ('report' in each ? [each] : []));
  const live = (await door())?.live;
  const node = reported.map(({ who, report, from, to }) => clockDifference(named(who), report.time, from, to));
  if (node.length === 0 && live?.date !== undefined) node.push(clockDifference('the node', live.date, live.from, live.to, 1_000));
  return [
    ...node,
    ...reported
      .slice(0, 1)
      .flatMap(({ report: { facts } }) => [
        ...(facts.database ? [{ of: 'the database', aheadMs: facts.database.aheadMs, uncertainMs: 0 }] : []),
        ...(facts.redis ? [{ of: 'Redis', aheadMs: facts.redis.aheadMs, uncertainMs: 0 }] : []),
      ]),
  ];
};

const named = (who: string): string => (who === WHOLE ? 'the node' : `the ${who}`);

/** All that differ; where none does, one line for all of them. */
const worst = (found: Awaited<ReturnType<typeof differences>>): Verdict[] => {
  const verdicts = found.map(judgeClock);
  const troubles = verdicts.filter(({ state }) => state !== 'ok');
  if (troubles.length > 0 || verdicts.length < 2) return troubles.length > 0 ? troubles : verdicts;
  return [{ state: 'ok', says: `The clocks of ${found.map(({ of }) => of).join(', ')} agree with this machine's.` }];
};
