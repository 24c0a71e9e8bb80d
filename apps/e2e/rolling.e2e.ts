import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Role, type SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/index.js';
import { ModelServer } from './model-server.js';
import { everyEventHandled, everyTurnOnce, quiet } from './nothing-lost.js';
import { collect, type Person, the } from './person.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';
import { type Writer, writersOn } from './writers.js';

const sentences = [
  ...Array.from({ length: 8 }, (_, index) => `You wrote of staying, and of leaving, ${index} times. `),
  'Which was first?',
];
const PAUSE_MS = 150;
const WRITERS = 4;

onlySplit('two replicas of every role', () => {
  let node: SplitNode;
  let model: ModelServer;
  let writers: Writer[] = [];
  let owner: Person;
  /** What the model says, and how slowly. */
  let slowly = PAUSE_MS;

  beforeAll(async () => {
    model = await ModelServer.start(() => ({ pieces: sentences, pauseMs: slowly }));
    node = await SplitNode.prepare({ replicas: { gateway: 2, gate: 2, vault: 2, reflection: 2 } });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.stop()));
    await node.remove();
    await model.stop();
  });

  /** Also the one-shot, twice: who comes first does the work, and all others wait for it. */
  const allAtOnce = () => Promise.all([node.migrate(), node.migrate(), node.launch({ MIRROR_OLLAMA_URL: model.url })]);

  it('start all at once on an empty database', async () => {
    await allAtOnce();
    expect(node.running).toBe(true);
    writers = await writersOn(node, WRITERS);
    owner = writers[0]?.person as Person;
    expect(the(await owner.reflect('It is up.'), 'settled').outcome).toBe('answered');
  });

  it.each(Role.options)(
    'are restarted one after another under load (%s): no accepted turn is lost, none is doubled',
    async (role) => {
      for (const writer of writers) writer.start();
      for (const replica of node.of(role)) {
        const had = writers.map(({ accepted }) => accepted.length);
        await eventually(async () => expect(writers.every(({ accepted }, index) => accepted.length > (had[index] ?? 0))).toBe(true));
        const asked = performance.now();
        expect([replica.name, await replica.stop()]).toEqual([replica.name, 0]);
        expect(performance.now() - asked).toBeLessThan(10_000);
        replica.start();
        await replica.ready();
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await quiet(node);
      for (const writer of writers) await everyTurnOnce(writer);
      await everyEventHandled(node, writers);
      expect(node.running).toBe(true);
    },
    180_000,
  );

  it('tell a turn that a restart cut short, and it can be asked again', async () => {
    slowly = 700;
    const { turn, session } = await owner.begin();
    for (const replica of node.of('reflection')) {
      await replica.stop();
      replica.start();
      await replica.ready();
    }
    slowly = 0;
    const { turns } = await owner.client.session(session);
    expect(turns).toMatchObject([{ turn, state: 'interrupted' }]);
    expect(the(await collect(owner.client.again(turn)), 'settled').outcome).toBe('answered');
  });

  it('give the rest of a reply to a client whose gateway died, once', async () => {
    slowly = 700;
    const told = collect(owner.client.reflect({ session: newId<SessionId>(), text: 'While gateways die.', pattern: 'exploratory' }));
    await eventually(async () =>
      expect(model.asked.at(-1)).toMatchObject({ messages: expect.arrayContaining([{ role: 'user', content: 'While gateways die.' }]) }),
    );
    for (const gateway of node.of('gateway')) {
      await gateway.kill();
      gateway.start();
      await gateway.ready();
    }
    const { text, events } = await told;
    expect(text).toBe(sentences.join(''));
    expect(events.at(-1)).toMatchObject({ type: 'settled', outcome: 'answered' });
    slowly = 0;
  });

  it('unlock again by themselves when the vault that was unlocked dies', async () => {
    for (const vault of node.of('vault')) {
      await vault.kill();
      await eventually(async () => expect(the(await owner.reflect('After a vault died.'), 'settled').outcome).toBe('answered'), 20_000);
      vault.start();
      await vault.ready();
    }
  });

  it('start all at once on an existing database', async () => {
    expect(await node.stop()).toBe(0);
    await allAtOnce();
    for (const writer of writers) await everyTurnOnce(writer);
    expect(the(await owner.reflect('It is up again.'), 'settled').outcome).toBe('answered');
  });
});
