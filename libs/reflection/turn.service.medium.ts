import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Begun, reflectionCalls, type TurnFrame, type TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { aSession } from '#libs/testing/index.js';
import { aKey, type RunningReflection, SAID, startReflection, streamKey, type Writer } from '#libs/testing/running-reflection.js';

jest.setTimeout(60_000);

let node: RunningReflection;
let ida: Writer;
let otto: Writer;
beforeAll(async () => {
  node = await startReflection();
});
afterAll(() => node?.close());
beforeEach(async () => {
  [ida, otto] = [await node.writer(), await node.writer()];
});

const gateway = () => node.vault.bus.for('gateway');
const find = (of: Writer, turn: TurnId) => gateway().call(reflectionCalls.find, { member: of.member, turn });
const cancel = (of: Writer, turn: TurnId) => gateway().call(reflectionCalls.cancel, { member: of.member, turn });
const again = (of: Writer, turn: TurnId, idempotencyKey = aKey()) =>
  gateway().call(reflectionCalls.again, { member: of.member, device: of.device.device, turn, request: { idempotencyKey, streamKey } });
const rowsOf = (of: Writer) =>
  node.vault.database.look<{ id: TurnId; ordinal: number; state: string }>(
    'select id, ordinal, state from reflection.turn where member = $1 order by ordinal',
    [of.member],
  );
const outcomeOf = (frames: TurnFrame[]) => frames.find((frame) => frame.type === 'settled')?.outcome;
const spokenIn = (frames: TurnFrame[]) => frames.map((frame) => (frame.type === 'segment' ? frame.segment.text : '')).join('');
const code = (name: string) => expect.objectContaining({ code: name });
/** A turn that was stopped after the model's first words. */
const stopped = async (of: Writer): Promise<Begun> => {
  const held = node.holdNext();
  const begun = await node.write(of);
  (await held).say('You were not asked. ');
  await cancel(of, begun.turn);
  await node.frames(begun);
  return begun;
};

describe('a turn', () => {
  it('is on the disk when it is accepted, is answered, and settled once', async () => {
    const begun = await node.write(ida);
    expect(await rowsOf(ida)).toHaveLength(1);
    const frames = await node.frames(begun);
    expect(spokenIn(frames)).toBe(SAID);
    expect(frames.filter(({ type }) => type === 'settled')).toEqual([expect.objectContaining({ turn: begun.turn, outcome: 'answered' })]);
    expect(await find(ida, begun.turn)).toEqual({ turn: begun.turn, session: ida.session, reply: begun.reply, running: false });
  });

  it('is not taken while the vault is locked, and leaves nothing', async () => {
    const closed = { ...(await node.vault.enrol()), session: aSession() };
    await expect(node.write(closed)).rejects.toEqual(code('vault_locked'));
    expect(await rowsOf(closed)).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('gives the same turn for the same words, once they are answered too', async () => {
    const idempotencyKey = aKey();
    const first = await node.write(ida, { idempotencyKey });
    const frames = await node.frames(first);
    expect(await node.write(ida, { idempotencyKey })).toEqual({ ...first, repeated: true });
    expect(outcomeOf(frames)).toBe('answered');
    expect(await rowsOf(ida)).toHaveLength(1);
  });

  it('is refused with other words, and in another session', async () => {
    const idempotencyKey = aKey();
    await node.frames(await node.write(ida, { idempotencyKey }));
    await expect(node.write(ida, { idempotencyKey, text: 'Something else.' })).rejects.toEqual(code('idempotency_mismatch'));
    await expect(node.write(ida, { idempotencyKey, session: aSession() })).rejects.toEqual(code('idempotency_mismatch'));
    expect(await rowsOf(ida)).toHaveLength(1);
  });

  it('gives one turn to two requests at once', async () => {
    const idempotencyKey = aKey();
    const both = await Promise.all([node.write(ida, { idempotencyKey }), node.write(ida, { idempotencyKey })]);
    expect(new Set(both.map(({ turn, reply }) => turn + reply)).size).toBe(1);
    expect(both.map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    const [{ reply }] = both as [Begun, Begun];
    expect(outcomeOf(await node.frames({ reply }))).toBe('answered');
    expect(await rowsOf(ida)).toHaveLength(1);
  });

  it('of one member is another’s to use', async () => {
    const idempotencyKey = aKey();
    const [mine, theirs] = await Promise.all([node.write(ida, { idempotencyKey }), node.write(otto, { idempotencyKey })]);
    expect([mine.repeated, theirs.repeated]).toEqual([false, false]);
    await Promise.all([node.frames(mine), node.frames(theirs)]);
  });
});

describe('two devices in one session', () => {
  it('get an order, and the later turn is answered after the earlier one, knowing its reply', async () => {
    const held = node.holdNext();
    const first = await node.write(ida, { text: 'First I was glad of it.' });
    const { say, finish } = await held;
    const asked = node.model.received.length;
    const second = await node.write(ida, { text: 'Then I was not.' });
    expect(node.model.received).toHaveLength(asked);
    say('Glad, then something else.');
    finish();
    const [one, two] = await Promise.all([node.frames(first), node.frames(second)]);
    expect([outcomeOf(one), outcomeOf(two)]).toEqual(['answered', 'answered']);
    expect(node.model.received.at(-1)?.body).toContain('Glad, then something else.');
    expect((await rowsOf(ida)).map(({ id, ordinal }) => [id, ordinal])).toEqual([
      [first.turn, 1],
      [second.turn, 2],
    ]);
  });

  it('never get the same place, however many write at once', async () => {
    const begun = await Promise.all(Array.from({ length: 8 }, (_, index) => node.write(ida, { text: `Thought ${index} of the evening.` })));
    await Promise.all(begun.map((one) => node.frames(one)));
    expect((await rowsOf(ida)).map(({ ordinal, state }) => [ordinal, state])).toEqual(
      Array.from({ length: 8 }, (_, index) => [index + 1, 'answered']),
    );
  });
});

describe('a turn that was stopped', () => {
  it('keeps what was said, and is answered anew when it is asked again', async () => {
    const begun = await stopped(ida);
    expect((await rowsOf(ida)).map(({ state }) => state)).toEqual(['cancelled']);
    const asked = await again(ida, begun.turn);
    expect(asked).toMatchObject({ turn: begun.turn, session: ida.session, repeated: false });
    expect(asked.reply).not.toBe(begun.reply);
    expect(spokenIn(await node.frames(asked))).toBe(SAID);
    expect(await rowsOf(ida)).toEqual([{ id: begun.turn, ordinal: 1, state: 'answered' }]);
  });

  it('is taken up once by the same key, even by two requests at once', async () => {
    const { turn } = await stopped(ida);
    const key = aKey();
    const both = await Promise.all([again(ida, turn, key), again(ida, turn, key)]);
    expect(new Set(both.map(({ reply }) => reply)).size).toBe(1);
    await node.frames(both[0] as Begun);
    expect(await again(ida, turn, key)).toMatchObject({ reply: both[0]?.reply, repeated: true });
  });

  it('can’t be asked again while it runs, nor once it is answered', async () => {
    const { turn } = await stopped(ida);
    const held = node.holdNext();
    const asked = await again(ida, turn);
    const { finish } = await held;
    await expect(again(ida, turn)).rejects.toEqual(code('turn_running'));
    finish();
    await node.frames(asked);
    await expect(again(ida, turn)).rejects.toEqual(code('turn_answered'));
  });

  it('is asked again with what was before it, and nothing that came later', async () => {
    await node.frames(await node.write(ida, { text: 'Earlier there was rain.' }));
    const { turn } = await stopped(ida);
    await node.frames(await node.write(ida, { text: 'Later there was snow.' }));
    await node.frames(await again(ida, turn));
    const asked = node.model.received.at(-1)?.body;
    expect(asked).toContain('Earlier there was rain.');
    expect(asked).not.toContain('Later there was snow.');
  });

  it('may be stopped again, and after its end, without harm', async () => {
    const { turn } = await stopped(ida);
    await cancel(ida, turn);
    expect((await rowsOf(ida)).map(({ state }) => state)).toEqual(['cancelled']);
  });
});

describe('someone else’s turn', () => {
  it('can’t be found, stopped, asked again or opened: the answer is that of a turn that does not exist', async () => {
    const { turn } = await stopped(ida);
    for (const asked of [turn, newId<TurnId>()]) {
      await expect(find(otto, asked)).rejects.toEqual(code('not_found'));
      await expect(cancel(otto, asked)).rejects.toEqual(code('not_found'));
      await expect(again(otto, asked)).rejects.toEqual(code('not_found'));
      await expect(gateway().call(reflectionCalls.turn, { member: otto.member, turn: asked })).rejects.toEqual(code('not_found'));
    }
    expect((await rowsOf(ida)).map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('leaves no way into the session', async () => {
    await node.frames(await node.write(ida));
    await expect(node.write(otto, { session: ida.session })).rejects.toEqual(code('not_found'));
    const asked = { member: otto.member, session: ida.session, limit: 10 };
    await expect(gateway().call(reflectionCalls.session, asked)).rejects.toEqual(code('not_found'));
    expect(await gateway().call(reflectionCalls.sessions, { member: otto.member, limit: 10 })).toEqual({ sessions: [] });
    expect(await rowsOf(otto)).toEqual([]);
    const [session] = await node.vault.database.look('select turns from reflection.session where id = $1', [ida.session]);
    expect(session).toEqual({ turns: 1 });
  });
});

describe('words that were sent on after a crisis answer', () => {
  it('never reach a model: not then, not as context later, not when asked again', async () => {
    const crisis = 'Some days I want to kill myself, and then I make tea.';
    const begun = await node.write(ida, { text: crisis, goOn: true });
    expect(begun.help?.resources.length).toBeGreaterThan(0);
    const frames = await node.frames(begun);
    expect(frames.find((frame) => frame.type === 'engine')).toMatchObject({ engine: 'local' });
    await node.vault.database.look(`update reflection.turn set state = 'interrupted' where id = $1`, [begun.turn]);
    const asked = await again(ida, begun.turn);
    expect(asked.help).toEqual(begun.help);
    const reply = spokenIn(await node.frames(asked));
    await node.frames(await node.write(ida, { text: 'Today I only made tea.' }));
    const model = node.model.received.map(({ body }) => body).join('\n');
    expect(model).toContain('Today I only made tea.');
    expect(model).not.toContain('kill myself');
    expect(model).not.toContain(reply.slice(0, 40));
  });
});
