import { describe, it, jest } from '@jest/globals';
import { freshDatabase } from '#libs/testing/index.js';
import { hasRedis, startRedis } from '#libs/testing/redis-server.js';
import { suiteContracts } from '../acceptance/contracts.js';
import { probeData } from '../acceptance/probe.js';
import { redisBacking } from '../acceptance/redis-backing.js';
import { busAcceptance } from '../acceptance.js';
import { busData } from '../data.js';

// Processes are started and killed, and dead workers must be noticed.
jest.setTimeout(40_000);

if (hasRedis)
  busAcceptance('over Redis', async () => {
    const [database, redis] = await Promise.all([freshDatabase([busData, probeData]), startRedis({ contracts: suiteContracts })]);
    return redisBacking(database, redis);
  });
else describe.skip('the bus over Redis: there is no redis-server or valkey-server in the PATH', () => it('is not tried', () => undefined));
