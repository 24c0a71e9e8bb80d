import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hasRedis, startRedis, type TestRedis } from '#libs/testing/redis-server.js';
import { Link } from './link.js';
import { LinkedWorker } from './linked-worker.js';
import { callQueue, PREFIX } from './names.js';

(hasRedis ? describe : describe.skip)('a worker of BullMQ that is closed', () => {
  let redis: TestRedis;
  let link: Link;
  let worker: LinkedWorker<string>;

  beforeEach(async () => {
    redis = await startRedis();
    link = new Link('gate', redis, redis.passwords.gate);
    await link.open(10_000);
    worker = new LinkedWorker(link, callQueue('gate'), async () => undefined, { prefix: PREFIX, autorun: false });
    worker.on('error', () => undefined);
    await worker.waitUntilReady();
    worker.run().catch(() => undefined);
  });
  afterEach(async () => {
    link.close();
    await redis.stop();
  });

  it('ends while Redis is there', async () => {
    await expect(worker.close()).resolves.toBeUndefined();
  });

  it('ends with its link where Redis went away while it was told goodbye', async () => {
    const closing = worker.close();
    await redis.kill();
    link.close();
    await expect(closing).resolves.toBeUndefined();
  });
});
