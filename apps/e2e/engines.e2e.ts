import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Readiness, type SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/index.js';
import { ModelServer, type Script } from './model-server.js';
import { Person, type Told, the } from './person.js';
import { startNode } from './start-node.js';
import { type TestedNode, topology } from './tested-node.js';

const words = 'I wanted to say no, but I said yes again.';

/** A node whose model does as the script of the moment says. */
const withModel = (environment: Record<string, string> = {}) => {
  const running = {
    node: undefined as unknown as TestedNode,
    model: undefined as unknown as ModelServer,
    owner: undefined as unknown as Person,
    script: { pieces: [] } as Script,
  };
  beforeAll(async () => {
    running.model = await ModelServer.start(() => running.script);
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
  ['a slow first token', { pieces: [], end: 'hang' }, 'slow_first_token'],
  ['a stream that is cut', { pieces: ['You said yes. ', 'And before th'], end: 'cut' }, 'stream_cut'],
  [
    'a context that is too long',
    { pieces: [], status: 400, body: { error: { message: 'input exceeds the context window', code: 'context_length_exceeded' } } },
    'context_too_long',
  ],
];
/** It is asked for again only after a while, so it comes last. */
const missing: (typeof troubles)[number] = [
  'a model that is missing',
  { pieces: [], status: 404, body: { error: { message: 'model "scripted:1b" not found, try pulling it first' } } },
  'model_missing',
];

describe('a model', () => {
  const running = withModel();

  it('is named at the start, and its reply is cut into checked sentences, its mark apart', async () => {
    running.script = { pieces: ['⟨lo', 'w⟩\n', 'You wanted a no', ' and said a yes. ', 'What stood ', 'between them?'] };
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

  it('that breaks a rule is ended with the rule’s own sentence; not a character of the violation leaves', async () => {
    running.script = { pieces: ['You wrote it all down. ', 'Stu', 'dies', ' sh', 'ow that you are right. ', 'And more.'] };
    const told = await running.owner.reflect(words);
    expect(the(told, 'settled')).toMatchObject({ outcome: 'blocked', rule: 'O-004', category: 'hallucination' });
    expect(told.text).toMatch(/^You wrote it all down\. /);
    expect(told.text).not.toMatch(/Studies show|you are right|And more/);
    const { turns } = await running.owner.client.session(the(told, 'accepted').session);
    expect(turns[0]).toMatchObject({ state: 'blocked', reply: { rule: 'O-004', text: told.text } });
  });

  const goesOn = async (script: Script, trouble: string): Promise<void> => {
    running.script = script;
    const told = await running.owner.reflect(words);
    const engines = told.events.filter((event) => event.type === 'engine');
    expect(engines.at(-1)).toMatchObject({ engine: 'local', trouble });
    expect(the(told, 'settled')).toMatchObject({ outcome: 'answered', trouble });
    expect(told.text).toMatch(/\?/);
  };

  it.each(troubles)('with %s is told, and the turn is answered by the local engine all the same', (_, script, trouble) =>
    goesOn(script, trouble),
  );

  it('whose server is gone is noticed, and the local engine answers', async () => {
    running.script = { pieces: ['You said yes. What then?'] };
    const before = await running.owner.reflect(words);
    expect(the(before, 'engine').engine).toBe('ollama');
    const port = Number(new URL(running.model.url).port);
    await running.model.stop();
    const told = await running.owner.reflect(words);
    expect(told.events.filter((event) => event.type === 'engine').at(-1)).toMatchObject({ engine: 'local' });
    expect(the(told, 'settled').outcome).toBe('answered');
    running.model = await ModelServer.start(() => running.script, 'scripted:1b', port);
  });

  it('that is missing is told, once its server is there again', async () => {
    await eventually(async () => expect((await running.owner.client.engine()).engine).toBe('ollama'));
    await goesOn(missing[1], missing[2]);
  });
});

describe('a model, where a turn is to wait for it,', () => {
  const running = withModel({ MIRROR_ON_ENGINE_TROUBLE: 'interrupt' });

  it.each([...troubles, missing])('interrupts a turn with %s, which can be asked again', async (_, script, trouble) => {
    running.script = script;
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

const url = process.env.MIRROR_TEST_OLLAMA_URL;
(url ? describe : describe.skip)('a real model (needs MIRROR_TEST_OLLAMA_URL)', () => {
  let node: TestedNode;
  beforeAll(async () => {
    node = await startNode({ environment: { MIRROR_OLLAMA_URL: url ?? '' } });
  }, 60_000);
  afterAll(() => node.remove());

  it('streams a reply through the gate, and stops when it is told to', async () => {
    const owner = await Person.owner(node);
    const reply = owner.client.reflect({ session: newId<SessionId>(), text: words, pattern: 'exploratory' });
    const told: Told = { events: [], text: '' };
    for await (const event of reply) {
      told.events.push(event);
      if (event.type !== 'segment') continue;
      told.text += event.spoken.text;
      // A small model says a sentence over and over, up to all that a reply may have.
      await reply.cancel();
    }
    expect(the(told, 'engine').engine).toBe('ollama');
    expect(['cancelled', 'answered', 'blocked']).toContain(the(told, 'settled').outcome);
    expect(told.text.length).toBeGreaterThan(0);
    // A model of a billion parameters, on processors that do other things too.
  }, 600_000);
});
