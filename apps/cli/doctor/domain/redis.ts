import type { Facts } from '#libs/contracts/index.js';
import { size } from './space.js';
import { look, ok, type Verdict, wrong } from './verdict.js';
import type { Ways } from './ways.js';

/** Redis refuses what is added when it is full: from here on it is near. */
const NEARLY_FULL = 0.8;
/** Calls have deadlines of seconds: so many waiting are not answered in time. */
const MANY_CALLS = 200;

/** Judges the Redis (or Valkey) between the parts, as one of them sees it. */
export const judgeRedis = (
  { program, version, usedBytes, maxBytes, policy, saves, calls }: NonNullable<Facts['redis']>,
  ways: Ways,
): Verdict[] => {
  const troubles: Verdict[] = [];
  if (saves)
    troubles.push(
      wrong(
        `${program} writes what passes through it to a disk. It is sealed, but who asks whom and when is nobody's to keep.`,
        'Start it with --save "" --appendonly no, as docker-compose.yml does.',
      ),
    );
  if (policy !== 'noeviction')
    troubles.push(
      wrong(
        `${program} drops keys when it is full (maxmemory-policy is ${policy}): questions between the parts vanish without a word.`,
        'Start it with --maxmemory-policy noeviction, as docker-compose.yml does.',
      ),
    );
  if (maxBytes > 0 && usedBytes > maxBytes * NEARLY_FULL)
    troubles.push(
      look(
        `${program} uses ${size(usedBytes)} of ${size(maxBytes)}. When it is full the parts do not reach each other.`,
        `${ways.restart('valkey')}: it holds nothing that lasts, and no accepted turn is lost.`,
      ),
    );
  for (const [role, count] of Object.entries(calls))
    if (count > MANY_CALLS)
      troubles.push(
        look(`${count} questions wait for the role ${role}: it is too slow, or not there.`, `docker compose up -d --scale ${role}=2`),
      );
  if (troubles.length > 0) return troubles;
  const limit = maxBytes > 0 ? ` of ${size(maxBytes)}` : '';
  return [ok(`${program} ${version} uses ${size(usedBytes)}${limit}, keeps nothing on a disk and drops nothing.`)];
};
