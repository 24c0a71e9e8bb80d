import type { Redis } from 'ioredis';

/**
 * What has to happen in one step in Redis, or in one round trip. Each runs under the rights of the role that asks, and
 * only there: Redis holds nothing that the outbox, a vault's memory or a writer's memory does not know better.
 */
const scripts = {
  // KEYS presence, instances, node; ARGV record, instance, bus, ttl, prefix of presence. 1 where it was there before,
  // 0 where not, -1 where Redis belongs to another bus.
  mirrorBeat: {
    numberOfKeys: 3,
    lua: `
      local bus = redis.call('get', KEYS[3])
      if bus and bus ~= ARGV[3] then return -1 end
      redis.call('set', KEYS[3], ARGV[3], 'PX', ARGV[4])
      local was = redis.call('exists', KEYS[1])
      redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[4])
      redis.call('hset', KEYS[2], ARGV[2], ARGV[1])
      for _, instance in ipairs(redis.call('hkeys', KEYS[2])) do
        if redis.call('exists', ARGV[5] .. instance) == 0 then redis.call('hdel', KEYS[2], instance) end
      end
      return was`,
  },
  // KEYS presence, instances; ARGV instance.
  mirrorLeave: {
    numberOfKeys: 2,
    lua: `
      redis.call('del', KEYS[1])
      return redis.call('hdel', KEYS[2], ARGV[1])`,
  },
  // ARGV instances, prefix of presence: as arguments, because keys ask for the right to write. The records of those that are there.
  mirrorPresent: {
    numberOfKeys: 0,
    lua: `
      local records = {}
      for _, instance in ipairs(redis.call('hkeys', ARGV[1])) do
        local record = redis.call('get', ARGV[2] .. instance)
        if record then records[#records + 1] = record end
      end
      return records`,
  },
  // ARGV lease, prefix of presence. The instance that holds it and is there, else nothing.
  mirrorHolder: {
    numberOfKeys: 0,
    lua: `
      local holder = redis.call('get', ARGV[1])
      if holder and redis.call('exists', ARGV[2] .. holder) == 1 then return holder end
      return false`,
  },
  // KEYS leases; ARGV instance, prefix of presence, ttl. Takes or keeps each that no other living one has; the places of the others.
  mirrorHold: {
    lua: `
      local elsewhere = {}
      for place, key in ipairs(KEYS) do
        local holder = redis.call('get', key)
        if holder and holder ~= ARGV[1] and redis.call('exists', ARGV[2] .. holder) == 1 then
          elsewhere[#elsewhere + 1] = place
        else
          redis.call('set', key, ARGV[1], 'PX', ARGV[3])
        end
      end
      return elsewhere`,
  },
  // KEYS lease; ARGV instance. Never another's.
  mirrorLetGo: {
    numberOfKeys: 1,
    lua: `
      if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
      return 0`,
  },
  // KEYS stream; ARGV channel, ttl, then id and entry for each. Sent again after a broken connection, an entry that lies there is
  // left as it is; 0 where another lies in its place.
  mirrorAppend: {
    numberOfKeys: 1,
    lua: `
      for at = 3, #ARGV, 2 do
        local added = redis.pcall('xadd', KEYS[1], ARGV[at], 'e', ARGV[at + 1])
        if type(added) == 'table' and added.err then
          local there = redis.call('xrange', KEYS[1], ARGV[at], ARGV[at])
          if not there[1] then
            if string.find(added.err, 'equal or smaller', 1, true) then return 0 end
            return added
          end
          if there[1][2][2] ~= ARGV[at + 1] then return 0 end
        end
      end
      redis.call('pexpire', KEYS[1], ARGV[2])
      redis.call('publish', ARGV[1], '')
      return 1`,
  },
} as const;

type Arguments = readonly (string | number | Buffer)[];

/** A connection that knows the scripts. */
export type ScriptedRedis = Redis & {
  mirrorBeat(...given: Arguments): Promise<-1 | 0 | 1>;
  mirrorLeave(...given: Arguments): Promise<number>;
  mirrorPresent(...given: Arguments): Promise<string[]>;
  mirrorHolder(...given: Arguments): Promise<string | null>;
  /** The number of keys comes first. */
  mirrorHold(count: number, ...given: Arguments): Promise<number[]>;
  mirrorLetGo(...given: Arguments): Promise<number>;
  mirrorAppend(...given: Arguments): Promise<0 | 1>;
};

export const withScripts = (redis: Redis): ScriptedRedis => {
  for (const [name, script] of Object.entries(scripts)) redis.defineCommand(name, script);
  return redis as ScriptedRedis;
};
