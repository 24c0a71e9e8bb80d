import type { Redis } from 'ioredis';
import { type Facts, Role } from '#libs/contracts/index.js';
import { callQueue, PREFIX } from './names.js';
import type { Presence } from './presence.js';
import { settingsOf } from './redis-settings.js';

type RedisFacts = NonNullable<Facts['redis']>;
type RoleFacts = NonNullable<Facts['roles']>;

/** What the server says of itself, and how many calls wait for each of `asked`. No key and no value of anybody's. */
export const redisFacts = async (redis: Redis, asked: readonly Role[]): Promise<RedisFacts> => {
  const [clock, server, memory, settings, ...waiting] = await Promise.all([
    clockOf(redis),
    redis.info('server'),
    redis.info('memory'),
    settingsOf(redis),
    ...asked.map(async (role) => [role, await redis.llen(`${PREFIX}:${callQueue(role)}:wait`)] as const),
  ]);
  const [about, used] = [fields(server), fields(memory)];
  const valkey = about.get('valkey_version');
  return {
    program: valkey === undefined ? 'Redis' : 'Valkey',
    version: valkey ?? about.get('redis_version') ?? 'unknown',
    aheadMs: clock,
    usedBytes: Number(used.get('used_memory') ?? 0),
    ...settings,
    calls: Object.fromEntries(waiting),
  };
};

/** The processes that are there, counted by role and version. */
export const roleFacts = async (presence: Presence): Promise<RoleFacts> => {
  const present = (await Promise.all(Role.options.map((role) => presence.of(role)))).flat();
  const counts = new Map<string, RoleFacts[number]>();
  for (const { role, version } of present) {
    const known = counts.get(`${role} ${version}`) ?? { role, version, count: 0 };
    counts.set(`${role} ${version}`, { ...known, count: known.count + 1 });
  }
  return [...counts.values()];
};

/** By how much that clock is ahead of this process's, in milliseconds. */
const clockOf = async (redis: Redis): Promise<number> => {
  const from = Date.now();
  const [seconds, microseconds] = await redis.time();
  const to = Date.now();
  return Math.round(Number(seconds) * 1_000 + Number(microseconds) / 1_000 - (from + to) / 2);
};

/** Lines of INFO. */
const fields = (text: string): Map<string, string> =>
  new Map(
    text.split('\r\n').flatMap((line) => {
      const at = line.indexOf(':');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
    }),
  );
