import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MirrorError, type SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { ModelServer } from './model-server.js';
import { collect, Person } from './person.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';

const SENTENCES = 40;
const PAUSE_MS = 200;

const noSocket = (): never => {
  throw new MirrorError('unreachable');
};

describe('a device that is removed while it reads a reply', () => {
  let model: ModelServer;
  let node: TestedNode;
  let owner: Person;
  beforeAll(async () => {
    const pieces = Array.from({ length: SENTENCES }, (_, index) => `You wrote of staying, and of leaving, ${index} times. `);
    model = await ModelServer.start(() => ({ pieces, pauseMs: PAUSE_MS }));
    node = await startNode({ environment: { MIRROR_OLLAMA_URL: model.url } });
    owner = await Person.owner(node);
  }, 60_000);
  afterAll(async () => {
    owner.client.close();
    await node.remove();
    await model.stop();
  });

  it.each([
    ['a WebSocket', undefined],
    ['HTTP', noSocket],
  ])(
    'reads nothing more of it, over %s',
    async (_, openSocket) => {
      const reader = await owner.furtherDevice(openSocket);
      const { device } = await reader.client.me();
      const stream = reader.client.reflect({
        session: newId<SessionId>(),
        text: 'I want to stay, and I want to leave.',
        pattern: 'exploratory',
      });
      const events = stream[Symbol.asyncIterator]();
      for (let next = await events.next(); next.value?.type !== 'segment'; next = await events.next()) expect(next.done).toBe(false);
      await owner.client.removeDevice(device);
      const removedAt = Date.now();
      const { events: after } = await collect({ [Symbol.asyncIterator]: () => events });
      expect(Date.now() - removedAt).toBeLessThan((SENTENCES * PAUSE_MS) / 2);
      expect(after.filter(({ type }) => type === 'segment').length).toBeLessThan(10);
      expect(after.at(-1)).toMatchObject({ type: 'problem', problem: { code: 'device_revoked' } });
      reader.client.close();
    },
    30_000,
  );
});
