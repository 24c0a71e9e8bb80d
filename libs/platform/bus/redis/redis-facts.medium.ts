import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasRedis, startRedis, type TestRedis } from '#libs/testing/redis-server.js';
import { redisUser } from './names.js';
import { redisFacts } from './redis-facts.js';

const suite = hasRedis ? describe : describe.skip;

suite('what Redis says of itself (needs redis-server or valkey-server in the PATH)', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis({ settings: ['--maxmemory', '64mb'] });
  });
  afterAll(() => redis.stop());

  it('can be asked with the rights of a role', async () => {
    const asGateway = redis.connect({ username: redisUser('gateway'), password: redis.passwords.gateway });
    await redis.administrator.lpush('mirror:call-vault:wait', 'a', 'b');
    await expect(redisFacts(asGateway, ['vault', 'gate'])).resolves.toEqual({
      program: expect.stringMatching(/^(Redis|Valkey)$/),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      aheadMs: expect.any(Number),
      usedBytes: expect.any(Number),
      maxBytes: 64 * 1024 ** 2,
      policy: 'noeviction',
      saves: false,
      calls: { vault: 2, gate: 0 },
    });
    asGateway.disconnect();
  });

  it('shows persistence and eviction that somebody switched on', async () => {
    await redis.administrator.config('SET', 'appendonly', 'yes', 'maxmemory-policy', 'allkeys-lru');
    const facts = await redisFacts(redis.administrator, []);
    expect(facts).toMatchObject({ saves: true, policy: 'allkeys-lru' });
    expect(Math.abs(facts.aheadMs)).toBeLessThan(1_000);
  });
});
