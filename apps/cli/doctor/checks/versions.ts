import { Health } from '#libs/contracts/index.js';
import type { Verdict } from '../domain/verdict.js';
import { judgeOwnVersions, judgeProgram, judgeSchema } from '../domain/versions.js';
import type { Evidence } from '../evidence.js';
import type { Check } from '../examine.js';
import { WHOLE } from '../operator.js';

/** Whether what runs together is of one version, and what it runs on is supported. */
export const versionsCheck: Check = {
  name: 'versions',
  examine: async (evidence) => {
    const [ours, database, redis, process] = await Promise.all([
      own(evidence),
      evidence.fact('database'),
      evidence.fact('redis'),
      evidence.fact('process'),
    ]);
    return quiet([
      judgeOwnVersions(ours),
      ...(database ? [judgeSchema(database), judgeProgram('PostgreSQL', database.version)] : []),
      ...(redis ? [judgeProgram(redis.program === 'Valkey' ? 'Valkey' : 'Redis', redis.version)] : []),
      ...(process ? [judgeProgram('Node.js', process.node.replace(/^v/, ''), ' under the node')] : []),
    ]);
  },
};

/** This program, the processes that can be asked, and those that they know of. */
const own = async (evidence: Evidence): Promise<{ what: string; version: string }[]> => {
  const reported = (await evidence.reports()).flatMap((each) => {
    const told = 'report' in each ? each.report.facts.process : undefined;
    return told ? [{ what: each.who === WHOLE ? 'the node' : each.who, version: told.version }] : [];
  });
  const present = ((await evidence.fact('roles')) ?? []).map(({ role, version, count }) => ({
    what: count === 1 ? role : `${count} × ${role}`,
    version,
  }));
  const known = present.length > 0 ? present : reported;
  return [{ what: 'mirrorctl', version: evidence.version }, ...(known.length > 0 ? known : await publicVersion(evidence))];
};

const publicVersion = async (evidence: Evidence) => {
  const health = Health.safeParse(await evidence.publicly('/health'));
  return health.success ? [{ what: 'the node', version: health.data.version }] : [];
};

/** Troubles one by one; what is fine on one line. */
const quiet = (verdicts: readonly Verdict[]): Verdict[] => {
  const fine = verdicts.filter(({ state }) => state === 'ok').map(({ says }) => says);
  return [...verdicts.filter(({ state }) => state !== 'ok'), ...(fine.length > 0 ? [{ state: 'ok' as const, says: fine.join(' ') }] : [])];
};
