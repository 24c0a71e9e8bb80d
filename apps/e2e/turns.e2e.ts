import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/index.js';
import { ModelServer } from './model-server.js';
import { collect, Person, the } from './person.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';

/** A reply that takes a while: a sentence every 60 ms. */
const sentences = ['One thing is the yes. ', 'Another is the no. ', 'They stand side by side. ', 'The yes was quick. ', 'What was slower?'];

describe('turns', () => {
  let node: TestedNode;
  let model: ModelServer;
  let owner: Person;

  beforeAll(async () => {
    model = await ModelServer.start(() => ({ pieces: sentences, pauseMs: 60 }));
    node = await startNode({ environment: { MIRROR_OLLAMA_URL: model.url } });
    owner = await Person.owner(node);
  }, 60_000);
  afterAll(async () => {
    await node.remove();
    await model.stop();
  });

  const start = (text = 'I said yes again.') => owner.client.reflect({ session: newId<SessionId>(), text, pattern: 'exploratory' });

  it('can be stopped; what was said stays, and it can be asked again', async () => {
    const stream = start();
    const told = { events: [] as unknown[], text: '', turn: '' };
    for await (const event of stream) {
      told.events.push(event);
      if (event.type === 'accepted') told.turn = event.turn;
      if (event.type === 'segment') {
        told.text += event.spoken.text;
        await stream.cancel();
      }
    }
    expect(told.events.at(-1)).toMatchObject({ type: 'settled', outcome: 'cancelled' });
    const again = await collect(owner.client.again(told.turn as never));
    expect(the(again, 'settled').outcome).toBe('answered');
    expect(again.text).toBe(sentences.join(''));
  });

  it('go on while nobody listens, and give the rest to who comes back', async () => {
    let turn = '';
    for await (const event of start()) {
      if (event.type === 'accepted') turn = event.turn;
      if (event.type === 'segment') break;
    }
    const rest = await collect(owner.client.follow(turn as never));
    expect(rest.text).toBe(sentences.join(''));
    expect(the(rest, 'settled').outcome).toBe('answered');
  });

  it('of one session are answered one after another: each sees the reply before it', async () => {
    const session = newId<SessionId>();
    await Promise.all(['First.', 'Second.', 'Third.'].map((text) => owner.reflect(text, { session })));
    const lengths = model.asked.slice(-3).map((body) => (body as { messages: unknown[] }).messages.length);
    expect(lengths).toEqual([2, 4, 6]);
  });

  it('are interrupted by kill -9, told so, and can be asked again', async () => {
    const told = { turn: '', session: '' };
    for await (const event of start()) {
      if (event.type === 'accepted') Object.assign(told, { turn: event.turn, session: event.session });
      if (event.type === 'segment') break;
    }
    await node.kill();
    node = await node.again({ MIRROR_OLLAMA_URL: model.url });
    await owner.client.unlock();
    // Where others could still be answering it, not before its lease has ended.
    await eventually(async () => {
      const { turns } = await owner.client.session(told.session as SessionId);
      expect(turns).toMatchObject([{ turn: told.turn, state: 'interrupted' }]);
    });
    expect(the(await collect(owner.client.again(told.turn as never)), 'settled').outcome).toBe('answered');
  }, 60_000);

  it('need the vault open: a locked one is said, and nothing is stored', async () => {
    await owner.client.lock();
    const told = await collect(owner.client.reflect({ session: newId<SessionId>(), text: 'Locked out.', pattern: 'creative' }));
    expect(the(told, 'problem').problem.code).toBe('vault_locked');
    await owner.client.unlock();
    const { sessions } = await owner.client.sessions();
    expect(sessions.map(({ opening }) => opening)).not.toContain('Locked out.');
  });

  it('are the member’s alone: to another, they are not there', async () => {
    const told = await collect(start('Only mine.'));
    const { turn, session } = the(told, 'accepted');
    const { link } = await owner.client.invite('Another');
    const another = await Person.join(link, 'Another');
    await expect(another.client.turn(turn)).rejects.toMatchObject({ code: 'not_found' });
    await expect(another.client.session(session)).rejects.toMatchObject({ code: 'not_found' });
    await expect(another.client.cancel(turn)).rejects.toMatchObject({ code: 'not_found' });
    expect(the(await collect(another.client.again(turn)), 'problem').problem.code).toBe('not_found');
    const intruding = await another.reflect('In your session.', { session });
    expect(the(intruding, 'problem').problem.code).toBe('not_found');
    expect((await another.client.sessions()).sessions).toEqual([]);
  });

  it('are at most 30 a minute for a device; what is over says when to come back', async () => {
    const { link } = await owner.client.invite('Quick');
    const quick = await Person.join(link, 'Quick');
    const told = await Promise.all(Array.from({ length: 34 }, () => quick.reflect('How to make a bomb?')));
    const refused = told.filter(({ events }) => events.some((event) => event.type === 'problem' && event.problem.code === 'rate_limited'));
    expect(refused.length).toBeGreaterThanOrEqual(4);
  });
});
