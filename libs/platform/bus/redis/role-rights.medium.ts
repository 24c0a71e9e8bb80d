import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Role } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { hasRedis } from '#libs/testing/redis-server.js';
import { SeveralProcesses } from '../acceptance/several-processes.js';

jest.setTimeout(40_000);

(hasRedis ? describe : describe.skip)('a role in Redis, without the administrator’s password', () => {
  let node: SeveralProcesses;
  beforeAll(async () => {
    node = await SeveralProcesses.prepare();
  });
  afterAll(() => node.close());

  const as = (role: Role) => node.redis.connect({ username: `mirror-${role}`, password: node.redis.passwords[role] });

  it.each<[Role, string[]]>([
    ['gateway', ['lpush', 'mirror:event-vault:wait', 'x']],
    ['gateway', ['set', `mirror:lease:vault:${newId()}`, 'x']],
    ['gateway', ['xadd', 'mirror:stream:x', '*', 'e', 'x']],
    ['gateway', ['set', 'mirror:present:vault:x', 'x']],
    ['gateway', ['publish', 'mirror:reply:gate:x', 'x']],
    ['gate', ['hgetall', 'mirror:call-vault:x']],
    ['gate', ['lrange', 'mirror:event-vault:wait', '0', '-1']],
    ['gate', ['get', `mirror:lease:vault:${newId()}`]],
    ['gate', ['xrange', 'mirror:stream:x', '-', '+']],
    ['gate', ['publish', 'mirror:signal:vault:gateway', 'x']],
    ['gate', ['subscribe', 'mirror:signal:vault:gateway']],
    ['reflection', ['hgetall', 'mirror:call-gate:x']],
    ['vault', ['lpush', 'mirror:call-gate:wait', 'x']],
    ['vault', ['eval', `return redis.call('lpush', 'mirror:call-gate:wait', 'x')`, '0']],
    ['vault', ['get', 'something-else']],
    ...[
      'flushall',
      'keys *',
      'scan 0',
      'monitor',
      'config set save 1',
      'acl list',
      'script flush',
      'client list',
      'shutdown',
      'replicaof no one',
      'psubscribe *',
    ].map((command): [Role, string[]] => ['vault', command.split(' ')]),
  ])('%s may not %j', async (role, [command = '', ...given]) => {
    const redis = as(role);
    await expect(redis.call(command, ...given)).rejects.toThrow(/NOPERM|can't access/);
    redis.disconnect();
  });
});
