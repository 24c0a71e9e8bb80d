import { Health, Readiness } from '#libs/contracts/index.js';
import { absentServices } from '../domain/containers.js';
import { judgeEvents } from '../domain/events.js';
import { judgeModel } from '../domain/model.js';
import { judgeParts, judgeSilence } from '../domain/parts.js';
import { judgeRedis } from '../domain/redis.js';
import { judgeRoles, missingRoles } from '../domain/roles.js';
import { type Verdict, wrong } from '../domain/verdict.js';
import type { Evidence } from '../evidence.js';
import type { Check } from '../examine.js';
import { type Reported, WHOLE } from '../operator.js';

/** What each process says of its parts; where none can be asked, what the node says to anybody. */
export const partsCheck: Check = {
  name: 'parts',
  examine: async (evidence) => {
    const { ways } = evidence.place;
    const reported = await evidence.reports();
    const told = reported.flatMap((each) => ('report' in each ? [{ who: nameFor(each.who), parts: each.report.parts }] : []));
    const silent = silence(reported, evidence);
    const mute = reported.flatMap(({ who, ...each }) => ('silent' in each && !isAnswered(roleOf(who), reported) ? [roleOf(who)] : []));
    if (told.length === 0) return [...silent, ...(await publicParts(evidence))];
    const listed = await evidence.listed();
    const absent = [...(listed ? absentServices(listed) : []), ...mute];
    const roles = await evidence.fact('roles');
    return [
      ...silent,
      ...(roles ? judgeRoles(roles, absent, ways) : []),
      ...judgeParts(told, [...absent, ...(roles ? missingRoles(roles) : [])], ways),
    ];
  },
};

const nameFor = (who: string): string | undefined => (who === WHOLE ? undefined : who);

/** Replicas are numbered. */
const roleOf = (who: string): string => who.split(' ')[0] ?? who;
const isAnswered = (role: string, reported: readonly Reported[]): boolean =>
  reported.some((each) => 'report' in each && roleOf(each.who) === role);

/** Processes that should be there and can't be asked. */
const silence = (reported: readonly Reported[], { place: { ways } }: Evidence): Verdict[] => {
  const silent = reported.flatMap((each) => ('silent' in each ? [each] : []));
  if (silent.some(({ who }) => who === WHOLE)) return [wrong('The node does not run, or is still starting. Nobody gets in.', ways.start)];
  return judgeSilence(
    silent.map((each) => ({ ...each, role: roleOf(each.who), others: isAnswered(roleOf(each.who), reported) })),
    ways,
  );
};

const publicParts = async (evidence: Evidence): Promise<Verdict[]> => {
  const readiness = Readiness.safeParse(await evidence.publicly('/health/ready'));
  return readiness.success ? judgeParts([{ who: undefined, parts: readiness.data.parts }], [], evidence.place.ways) : [];
};

/** Work that was promised and is not done. */
export const eventsCheck: Check = {
  name: 'events',
  examine: async (evidence) => {
    const events = await evidence.fact('events');
    return events ? judgeEvents(events, evidence.place.ways) : [];
  },
};

export const redisCheck: Check = {
  name: 'redis',
  examine: async (evidence) => {
    const redis = await evidence.fact('redis');
    return redis ? judgeRedis(redis, evidence.place.ways) : [];
  },
};

/** Which engine answers; anybody may know that. */
export const modelCheck: Check = {
  name: 'model',
  examine: async (evidence) => {
    const { place } = evidence;
    const told = await evidence.fact('engine');
    if (told) return [judgeModel(told, place.ways)];
    // Who can be asked and does not say waits for a part that is told above; the public answer would wait for it too.
    if ((await evidence.reports()).some((each) => 'report' in each)) return [];
    const health = Health.safeParse(await evidence.publicly('/health'));
    return health.success ? [judgeModel(health.data.engine, place.ways)] : [];
  },
};
