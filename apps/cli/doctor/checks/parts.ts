import { Health, Readiness } from '#libs/contracts/index.js';
import { ask } from '../ask.js';
import { judgeEvents } from '../domain/events.js';
import { judgeModel } from '../domain/model.js';
import { judgeParts } from '../domain/parts.js';
import { judgeRedis } from '../domain/redis.js';
import { judgeRoles } from '../domain/roles.js';
import { look, type Verdict, wrong } from '../domain/verdict.js';
import type { Evidence } from '../evidence.js';
import type { Check } from '../examine.js';
import type { Reported } from '../operator.js';

/** What each process says of its parts; where none can be asked, what the node says to anybody. */
export const partsCheck: Check = {
  name: 'parts',
  examine: async (evidence, signal) => {
    const reported = await evidence.reports();
    const told = reported.flatMap((each) =>
      'report' in each ? judgeParts(nameFor(each.who), each.report.parts, evidence.place.ways) : [],
    );
    const silent = silences(reported, evidence);
    const roles = await evidence.fact('roles');
    if (roles) told.push(...judgeRoles(roles, evidence.place.ways));
    return told.length > 0 ? [...silent, ...told] : [...silent, ...(await publicParts(evidence, signal))];
  },
};

const nameFor = (who: string): string | undefined => (who === 'The node' ? undefined : `the ${who}`);

const silences = (reported: readonly Reported[], { place }: Evidence): Verdict[] => {
  const silent = reported.flatMap((each) => ('silent' in each ? [each] : []));
  if (silent.some(({ silent: why }) => why === 'no-compose'))
    return [
      look(
        'Docker Compose was not found for this account, so the containers were not asked.',
        'Run this as an account that may use Docker.',
      ),
    ];
  const explained = silent.flatMap(({ who, lastWords }) =>
    lastWords === undefined ? [] : [wrong(`${who} does not run. The last that it said: “${lastWords}”`, place.ways.logs(who))],
  );
  const of = (why: string) => silent.filter((each) => each.silent === why && each.lastWords === undefined).map(({ who }) => who);
  const [down, mute] = [of('not-running'), of('no-answer')];
  return [
    ...explained,
    ...(down.length === 0
      ? []
      : [
          wrong(
            `${down.join(', ')} ${down.length === 1 ? 'does' : 'do'} not run, or ${down.length === 1 ? 'is' : 'are'} still starting.`,
            place.kind === 'embedded' ? place.ways.start : `${place.ways.start}; if it stays so: ${place.ways.logs(down[0] ?? '')}`,
          ),
        ]),
    ...(mute.length === 0 ? [] : [wrong(`${mute.join(', ')} runs, but does not say how it is.`, place.ways.restart(mute[0] ?? ''))]),
  ];
};

const publicParts = async ({ place, door }: Evidence, signal: AbortSignal): Promise<Verdict[]> => {
  const found = await door();
  if (!place.origin || !found?.via) return [];
  const { body } = await ask(place.origin, found.via, '/health/ready', signal);
  const readiness = Readiness.safeParse(parsed(body));
  return readiness.success ? judgeParts(undefined, readiness.data.parts, place.ways) : [];
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
  examine: async (evidence, signal) => {
    const { place, door } = evidence;
    const told = await evidence.fact('engine');
    if (told) return [judgeModel(told, place.ways)];
    const found = await door();
    if (!place.origin || !found?.via) return [];
    const health = Health.safeParse(parsed((await ask(place.origin, found.via, '/health', signal)).body));
    return health.success ? [judgeModel(health.data.engine, place.ways)] : [];
  },
};
