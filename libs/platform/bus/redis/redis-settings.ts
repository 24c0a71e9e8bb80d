import type { Redis } from 'ioredis';

/** How a server treats what it holds. `maxBytes`: 0 without a bound. */
export type RedisSettings = { readonly saves: boolean; readonly policy: string; readonly maxBytes: number };

/** Errors: those of ioredis, where the connection has no right to ask. */
export const settingsOf = async (redis: Redis): Promise<RedisSettings> => {
  const flat = (await redis.config('GET', 'save', 'appendonly', 'maxmemory', 'maxmemory-policy')) as string[];
  const set = new Map(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : [])));
  return {
    saves: Boolean(set.get('save')) || set.get('appendonly') === 'yes',
    policy: set.get('maxmemory-policy') ?? 'unknown',
    maxBytes: Number(set.get('maxmemory') ?? 0),
  };
};
