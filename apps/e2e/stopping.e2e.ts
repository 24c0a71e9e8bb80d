import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '#libs/testing/index.js';
import { ModelServer } from './model-server.js';
import { collect, Person, the } from './person.js';
import { RunningNode } from './running-node.js';
import { onlyEmbedded } from './suites.js';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

onlyEmbedded('a node that is told to stop', () => {
  let node: RunningNode;
  let model: ModelServer;
  let owner: Person;
  let hanging = true;
  const environment = () => ({ MIRROR_OLLAMA_URL: model.url, MIRROR_ON_ENGINE_TROUBLE: 'interrupt' });

  beforeAll(async () => {
    model = await ModelServer.start(() => ({ pieces: ['You wrote it all down. ', 'What was it for?'], end: hanging ? 'hang' : 'well' }));
    node = await RunningNode.start({ environment: environment() });
    owner = await Person.owner(node);
  });
  afterAll(async () => {
    await node.remove();
    await model.stop();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends on %s within 10 s; a running turn is interrupted and can be asked again',
    async (signal) => {
      hanging = true;
      const { turn, session } = await owner.begin();
      const database = node.databasePid;
      const asked = Date.now();
      node.child.kill(signal);
      expect(await node.exit()).toBe(0);
      expect(Date.now() - asked).toBeLessThan(10_000);
      expect(node.errors).toMatch(/Stopping …\n[\s\S]*Stopped\.\n$/);
      expect(node.errors).not.toMatch(/\n\s+at |Error:/);
      expect(isAlive(database)).toBe(false);
      hanging = false;
      node = await node.again(environment());
      await owner.client.unlock();
      const { turns } = await owner.client.session(session);
      expect(turns).toMatchObject([{ turn, words: 'I wonder what it was for.', state: 'interrupted' }]);
      expect(the(await collect(owner.client.again(turn)), 'settled').outcome).toBe('answered');
    },
  );

  it('ends at once when it is told twice, and starts again on its data', async () => {
    hanging = true;
    const { session } = await owner.begin();
    const asked = Date.now();
    node.child.kill('SIGINT');
    await eventually(async () => expect(node.errors).toContain('Stopping …'));
    node.child.kill('SIGINT');
    expect([0, 130]).toContain(await node.exit());
    expect(Date.now() - asked).toBeLessThan(10_000);
    node = await node.again(environment());
    await owner.client.unlock();
    expect((await owner.client.session(session)).turns).toMatchObject([{ state: 'interrupted' }]);
  });
});
