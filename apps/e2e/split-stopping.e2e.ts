import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/index.js';
import { ModelServer } from './model-server.js';
import { collect, Person, the } from './person.js';
import { RoleProcess } from './split/role-process.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';

/** What an engine of containers waits before it kills. */
const PATIENCE_MS = 10_000;

onlySplit('a process of a split node that is told to stop', () => {
  let node: SplitNode;
  let model: ModelServer;
  let owner: Person;
  let folder: string;
  let hanging = true;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mirrorstead-stopping-'));
    model = await ModelServer.start(() => ({ pieces: ['You wrote it all down. ', 'What was it for?'], end: hanging ? 'hang' : 'well' }));
    node = await SplitNode.start({ environment: { MIRROR_OLLAMA_URL: model.url, MIRROR_ON_ENGINE_TROUBLE: 'interrupt' } });
    owner = await Person.owner(node);
  });
  afterAll(async () => {
    await node?.remove();
    await model?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(Role.options)('with the role %s', (role) => {
    it('drains and ends with 0 within 10 s while a turn runs, which is not lost', async () => {
      hanging = true;
      const { turn, session } = await owner.begin();
      const replica = node.the(role);
      const asked = Date.now();
      expect(await replica.stop()).toBe(0);
      expect(Date.now() - asked).toBeLessThan(PATIENCE_MS);
      expect(replica.process.told).toMatch(/Stopping …\n[\s\S]*Stopped\.\n$/);
      expect(replica.process.told).not.toMatch(/\n\s+at /);
      hanging = false;
      replica.start();
      await replica.ready();
      await eventually(async () => void (await owner.client.unlock()), 30_000);
      const states = async () => (await owner.client.session(session)).turns.map(({ state }) => state);
      // Where another role was stopped the turn runs on: it ends as a person ends it who waits no longer.
      await owner.client.cancel(turn).catch(() => undefined);
      await eventually(async () => expect([['interrupted'], ['cancelled']]).toContainEqual(await states()), 60_000);
      expect(the(await collect(owner.client.again(turn)), 'settled').outcome).toBe('answered');
    });
  });

  const waiting = (command: Record<string, string>) => {
    const settings = { ROLES: 'gate', MIRROR_ORIGIN: node.origin, MIRROR_METRICS_PORT: '0', MIRROR_PATIENCE_SECONDS: '60' };
    const places = { MIRROR_DATABASE_URL: 'postgres://127.0.0.1:9/mirrorstead', MIRROR_REDIS_URL: 'redis://127.0.0.1:9' };
    const environment = { ...settings, ...places, MIRROR_SECRETS: node.secretsFor(['gate']), ...command };
    return RoleProcess.spawn({ command: ['run'], environment, log: join(folder, `${Date.now()}.log`) });
  };

  it('ends at once with 0 while it waits for its database', async () => {
    const process = waiting({});
    await eventually(async () => expect(process.told).toContain('Waiting: PostgreSQL'), 20_000);
    process.signal('SIGTERM');
    expect(await process.exit()).toBe(0);
    expect(process.told).toMatch(/Stopped\.\n$/);
  });

  it('ends at once with 0 while it waits for Redis', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const database = `postgres://127.0.0.1:${node.backends.databasePort}/mirrorstead`;
    const process = waiting({ MIRROR_DATABASE_URL: database, MIRROR_REDIS_URL: `redis://127.0.0.1:${port}` });
    await once(silent, 'connection');
    process.signal('SIGINT');
    expect(await process.exit()).toBe(0);
    silent.close();
  });
});
