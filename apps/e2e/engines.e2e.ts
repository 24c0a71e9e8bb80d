import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Readiness } from '#libs/contracts/index.js';
import { ModelServer, type Script } from './model-server.js';
import { Person, the } from './person.js';
import { startNode } from './start-node.js';
import { type TestedNode, topology } from './tested-node.js';

const words = 'I wanted to say no, but I said yes again.';

/** A node whose model does as a script says. */
const withModel = (script: () => Script, environment: Record<string, string> = {}) => {
  const running = {
    node: undefined as unknown as TestedNode,
    model: undefined as unknown as ModelServer,
    owner: undefined as unknown as Person,
  };
  beforeAll(async () => {
    running.model = await ModelServer.start(script);
    running.node = await startNode({
      environment: { MIRROR_OLLAMA_URL: running.model.url, MIRROR_FIRST_TOKEN_MS: '3000', ...environment },
    });
    running.owner = await Person.owner(running.node);
  }, 60_000);
  afterAll(async () => {
    await running.node.remove();
    await running.model.stop();
  });
  return running;
};

const troubles: [string, Script, string][] = [
  [
    'a model that is missing',
    { pieces: [], status: 404, body: { error: { message: 'model "scripted:1b" not found, try pulling it first' } } },
    'model_missing',
  ],
  ['a slow first token', { pieces: [], end: 'hang' }, 'slow_first_token'],
  ['a stream that is cut', { pieces: ['You said yes. ', 'And before th'], end: 'cut' }, 'stream_cut'],
  [
    'a context that is too long',
    { pieces: [], status: 400, body: { error: { message: 'input exceeds the context window', code: 'context_length_exceeded' } } },
    'context_too_long',
  ],
];

describe('a model that answers', () => {
  const running = withModel(() => ({ pieces: ['⟨lo', 'w⟩\n', 'You wanted a no', ' and said a yes. ', 'What stood ', 'between them?'] }));

  it('is named at the start, and its reply is cut into checked sentences, its mark apart', async () => {
    const { parts } = Readiness.parse(await (await fetch(`${running.node.origin}/health/ready`)).json());
    expect(parts).toContainEqual({ part: 'engine', ready: true, detail: 'ollama, scripted:1b' });
    if (topology === 'embedded') expect(running.node.told).toContain('Ollama, with scripted:1b');
    const told = await running.owner.reflect(words);
    expect(the(told, 'engine')).toMatchObject({ engine: 'ollama', model: 'scripted:1b' });
    expect(told.text).toBe('You wanted a no and said a yes. What stood between them?');
    expect(the(told, 'settled')).toMatchObject({ outcome: 'answered', uncertainty: 'low' });
  });

  it('sees the recent turns of the session, oldest first, and not those of another', async () => {
    const first = await running.owner.reflect('The first thing I wrote.');
    await running.owner.reflect('The second thing.', { session: the(first, 'accepted').session });
    const { messages } = running.model.asked.at(-1) as { messages: { role: string; content: string }[] };
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[1]?.content).toBe('The first thing I wrote.');
    expect(messages[2]?.content).toBe(first.text);
    expect(JSON.stringify(messages)).not.toContain(words);
  });
});

describe('a model that breaks a rule', () => {
  const running = withModel(() => ({ pieces: ['You wrote it all down. ', 'Stu', 'dies', ' sh', 'ow that you are right. ', 'And more.'] }));

  it('is ended with the rule’s own sentence; not a character of the violation leaves', async () => {
    const told = await running.owner.reflect(words);
    expect(the(told, 'settled')).toMatchObject({ outcome: 'blocked', rule: 'O-004', category: 'hallucination' });
    expect(told.text).toMatch(/^You wrote it all down\. /);
    expect(told.text).not.toMatch(/Studies show|you are right|And more/);
    const { turns } = await running.owner.client.session(the(told, 'accepted').session);
    expect(turns[0]).toMatchObject({ state: 'blocked', reply: { rule: 'O-004', text: told.text } });
  });
});

describe.each(troubles)('%s', (_, script, trouble) => {
  describe('where the local engine is to go on', () => {
    const running = withModel(() => script);

    it('is told, and the turn is answered all the same', async () => {
      const told = await running.owner.reflect(words);
      const engines = told.events.filter((event) => event.type === 'engine');
      expect(engines.at(-1)).toMatchObject({ engine: 'local', trouble });
      expect(the(told, 'settled')).toMatchObject({ outcome: 'answered', trouble });
      expect(told.text).toMatch(/\?/);
    });
  });

  describe('where the turn is to wait', () => {
    const running = withModel(() => script, { MIRROR_ON_ENGINE_TROUBLE: 'interrupt' });

    it('interrupts the turn, which can be asked again', async () => {
      const told = await running.owner.reflect(words);
      expect(the(told, 'settled')).toMatchObject({ outcome: 'interrupted', trouble });
      const { turn, session } = the(told, 'accepted');
      const again = running.owner.client.again(turn);
      const events = [];
      for await (const event of again) events.push(event.type);
      expect(events).toContain('accepted');
      expect(events.at(-1)).toBe('settled');
      expect((await running.owner.client.session(session)).turns).toHaveLength(1);
    });
  });
});

describe('a server that is gone', () => {
  const running = withModel(() => ({ pieces: ['You said yes. What then?'] }));

  it('is noticed, and the local engine answers', async () => {
    await running.owner.reflect(words);
    await running.model.stop();
    const told = await running.owner.reflect(words);
    expect(told.events.filter((event) => event.type === 'engine').at(-1)).toMatchObject({ engine: 'local' });
    expect(the(told, 'settled').outcome).toBe('answered');
    running.model = await ModelServer.start(() => ({ pieces: [] }));
  });
});

const url = process.env.MIRROR_TEST_OLLAMA_URL;
(url ? describe : describe.skip)('a real model (needs MIRROR_TEST_OLLAMA_URL)', () => {
  let node: TestedNode;
  beforeAll(async () => {
    node = await startNode({ environment: { MIRROR_OLLAMA_URL: url ?? '' } });
  }, 60_000);
  afterAll(() => node.remove());

  it('streams a reply through the gate', async () => {
    const owner = await Person.owner(node);
    const told = await owner.reflect(words);
    expect(the(told, 'engine').engine).toBe('ollama');
    expect(['answered', 'blocked']).toContain(the(told, 'settled').outcome);
    expect(told.text.length).toBeGreaterThan(0);
  }, 120_000);
});
