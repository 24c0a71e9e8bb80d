import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type MemberId, type Role } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { type FreshDatabase, freshDatabase } from '#libs/testing/index.js';
import { hasRedis, type RedisSettings, startRedis, type TestRedis } from '#libs/testing/redis-server.js';
import type { StartedBus } from '../acceptance/backing.js';
import { probeData } from '../acceptance/probe.js';
import { anybody, holder, playersOf, severalContracts } from '../acceptance/several.js';
import { startBus } from '../acceptance/started-bus.js';
import { busData } from '../data.js';
import { makeBusKeys, readBusKeys } from './bus-keys.js';
import { type OverRedis, overRedis } from './over-redis.js';

jest.setTimeout(40_000);

(hasRedis ? describe : describe.skip)('a process that starts on Redis', () => {
  let database: FreshDatabase;
  let redis: TestRedis;
  const servers: TestRedis[] = [];
  const running: StartedBus[] = [];
  beforeAll(async () => {
    database = await freshDatabase([busData, probeData]);
    redis = await server();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((started) => started.close()));
  });
  afterAll(async () => {
    await Promise.all(servers.map((each) => each.stop()));
    await database.close();
  });

  const server = async (settings: RedisSettings = {}): Promise<TestRedis> => {
    const started = await startRedis({ contracts: severalContracts, ...settings });
    servers.push(started);
    return started;
  };
  const start = async (roles: readonly Role[], given: Partial<OverRedis> = {}): Promise<StartedBus> => {
    const adapter = overRedis({ url: redis.url, version: '1.0.0', roles: redis.roles(...roles), patienceMs: 3_000, ...given });
    const started = await startBus(database.nodeUrl, adapter, { roles, contracts: severalContracts, providers: playersOf(roles) });
    running.push(started);
    return started;
  };
  const sentence = (starting: Promise<unknown>): Promise<string> =>
    starting.then(
      () => 'it started',
      (error: Error) => error.message,
    );

  it('is refused one that lets anybody in', async () => {
    const open = await server({ settings: ['--aclfile', ''] });
    expect(await sentence(start(['vault'], { url: open.url }))).toBe(
      `Redis at 127.0.0.1:${open.port} lets anybody in without a password. Start it with the ACL file redis-acl (--aclfile), in which the default user is off. Then start again.`,
    );
  });

  it.each([
    ['--save', '3600 1'],
    ['--appendonly', 'yes'],
  ])('is refused one that writes to the disk (%s %s)', async (...settings) => {
    const { url } = await server({ settings });
    expect(await sentence(start(['vault'], { url }))).toMatch(
      / writes to the disk, where what crosses it must not stay\. .* Then start again\.$/,
    );
  });

  it('is refused one that drops what it holds', async () => {
    const { url } = await server({ settings: ['--maxmemory-policy', 'allkeys-lru'] });
    expect(await sentence(start(['vault'], { url }))).toMatch(/ drops what it holds when its memory is full \(allkeys-lru\)/);
  });

  it('says which password is wrong', async () => {
    const [vault] = redis.roles('vault');
    const roles = [{ ...vault, password: 'another' }] as OverRedis['roles'];
    expect(await sentence(start(['vault'], { roles }))).toMatch(/refuses the role vault: the password in the secret file redis-vault/);
  });

  it('says that nobody is there', async () => {
    expect(await sentence(start(['vault'], { url: 'redis://127.0.0.1:9', patienceMs: 500 }))).toBe(
      'Redis at 127.0.0.1:9 does not answer (ECONNREFUSED). Start it, or mend MIRROR_REDIS_URL. Then start again.',
    );
  });

  it('waits for one that comes a little later', async () => {
    await redis.kill();
    const starting = start(['vault']);
    await redis.begin();
    await expect(starting).resolves.toBeDefined();
  });

  it('is refused the Redis of another node', async () => {
    await start(['vault']);
    const files = makeBusKeys();
    const roles = redis.roles('gate').map((each) => ({ ...each, keys: readBusKeys('gate', files.secrets.gate, files.directory) }));
    expect(await sentence(start(['gate'], { roles }))).toMatch(/^Another node uses this Redis: .* start again\.$/);
  });

  it('is refused beside a process of another version', async () => {
    await start(['vault']);
    expect(await sentence(start(['gate'], { version: '2.0.0' }))).toBe(
      'This process is version 2.0.0, and a running vault is version 1.0.0. Stop all processes of the other version. Then start again.',
    );
  });

  it('says which role is missing', async () => {
    await start(['vault']);
    expect(await sentence(start(['gateway'], { patienceMs: 500 }))).toBe(
      'gateway asks gate (test.anybody), and no process of gate answers. Start it, look why it does not start, then start again.',
    );
  });

  it('comes up with all others, in whatever order', async () => {
    const [gateway] = await Promise.all([start(['gateway']), start(['gate', 'reflection']), start(['vault'])]);
    await expect(gateway.bus.for('gateway').call(anybody, { text: 'all there' })).resolves.toMatchObject({ text: 'all there' });
    await expect(gateway.bus.for('gateway').call(holder, { member: newId<MemberId>(), text: 'x' })).rejects.toMatchObject({
      code: 'vault_locked',
    });
  });

  it('leaves nothing of itself in Redis but the queues of its roles', async () => {
    const vault = await start(['vault']);
    await vault.close();
    const keys = await redis.administrator.keys('mirror:*');
    expect(keys.filter((key) => /mirror:(present|lease)/.test(key))).toEqual([]);
  });
});
