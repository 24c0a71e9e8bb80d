import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { collect, Person, the } from './person.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';

const words =
  'I said yes to the extra shift again before I had looked at anything. I wanted to be counted on, but I was angry at how quick the yes was.';

describe('the main job', () => {
  let node: TestedNode;
  let owner: Person;

  beforeAll(async () => {
    node = await startNode();
    owner = await Person.owner(node);
  });
  afterAll(() => node.remove());

  it('takes a reflection, mirrors it back in stamped sentences and settles the turn', async () => {
    const told = await owner.reflect(words);
    expect(the(told, 'accepted').pattern).toBe('exploratory');
    expect(the(told, 'engine').engine).toBe('local');
    expect(the(told, 'settled')).toMatchObject({ outcome: 'answered', uncertainty: expect.stringMatching(/low|medium|high/) });
    expect(told.text).toMatch(/\?/);
    expect(told.events.filter(({ type }) => type === 'segment').length).toBeGreaterThan(1);
  });

  it('keeps it over kill -9, with every stamp', async () => {
    const session = newId<SessionId>();
    const told = await owner.reflect(words, { session });
    await node.kill();
    node = await node.again();
    await owner.client.unlock();
    const { turns } = await owner.client.session(session);
    expect(turns).toHaveLength(1);
    expect(turns[0]).toMatchObject({ words, state: 'answered' });
    expect(turns[0]?.reply?.text).toBe(told.text);
    expect(turns[0]?.reply?.refused).toBe(0);
  });

  it('takes the same attempt once, and refuses its key for other words', async () => {
    const session = newId<SessionId>();
    const first = owner.client.reflect({ session, text: words, pattern: 'analytical' });
    const told = await collect(first);
    const attempt = first.attempt;
    if (!attempt) throw new Error('an attempt of its own');
    const again = await collect(owner.client.reflect({ session, text: words, pattern: 'analytical', attempt }));
    expect(the(again, 'accepted').turn).toBe(the(told, 'accepted').turn);
    expect(again.text).toBe(told.text);
    const other = await collect(owner.client.reflect({ session, text: 'Something else entirely.', pattern: 'analytical', attempt }));
    expect(the(other, 'problem').problem.code).toBe('idempotency_mismatch');
    expect((await owner.client.session(session)).turns).toHaveLength(1);
  });

  it('keeps one order in a session that two devices of a member write to at once', async () => {
    const session = newId<SessionId>();
    const second = await owner.furtherDevice();
    const texts = ['First I wanted to stay.', 'Then I wanted to leave.', 'Now I want both, and neither.', 'And still I stay.'];
    const told = await Promise.all(texts.map((text, index) => (index % 2 === 0 ? owner : second).reflect(text, { session })));
    expect(told.map((each) => the(each, 'settled').outcome)).toEqual(texts.map(() => 'answered'));
    const { turns } = await owner.client.session(session);
    expect(turns.map((turn) => turn.words).sort()).toEqual([...texts].sort());
    const again = await second.client.session(session);
    expect(again.turns.map(({ turn }) => turn)).toEqual(turns.map(({ turn }) => turn));
    for (const { reply } of again.turns) expect(reply?.refused).toBe(0);
  });

  it('lets a device go at once: what it asks a second later is refused, on its open socket too', async () => {
    const second = await owner.furtherDevice();
    await second.reflect(words);
    await owner.client.removeDevice((await second.client.me()).device);
    const told = await second.reflect(words).catch((error: unknown) => error);
    expect(JSON.stringify(told)).toMatch(/device_revoked/);
    await expect(second.client.me()).rejects.toMatchObject({ code: 'device_revoked' });
    expect(the(await owner.reflect(words), 'settled').outcome).toBe('answered');
  });
});
