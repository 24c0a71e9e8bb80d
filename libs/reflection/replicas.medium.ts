import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Begun, reflectionCalls, type TurnFrame, type TurnId, vaultCalls } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/index.js';
import { pause } from '#libs/testing/paused-process.js';
import { aKey, type RunningReflection, startReflection, streamKey, type Writer } from '#libs/testing/running-reflection.js';
import { type WiredBus, Wires } from '#libs/testing/wired-buses.js';

jest.setTimeout(90_000);

/** Two processes of each role on one database; each has a model of its own, so that it shows which of them answers. */
const wires = new Wires();
let one: RunningReflection;
let two: RunningReflection;
let ida: Writer;
beforeAll(async () => {
  one = await startReflection({ adapter: wires.adapter });
  const { database, secretsFolder } = one.vault;
  two = await startReflection({ database, secretsFolder, adapter: wires.adapter });
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});
beforeEach(async () => {
  // Unlocked at the second one: the first is what gets paused.
  ida = await two.writer();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const busOf = (node: RunningReflection) => node.vault.bus as WiredBus;
const find = (at: RunningReflection, turn: TurnId) => at.vault.bus.for('gateway').call(reflectionCalls.find, { member: ida.member, turn });
const cancel = (at: RunningReflection, turn: TurnId) =>
  at.vault.bus.for('gateway').call(reflectionCalls.cancel, { member: ida.member, turn });
const again = (at: RunningReflection, turn: TurnId, idempotencyKey = aKey()) =>
  at.vault.bus.for('gateway').call(reflectionCalls.again, {
    member: ida.member,
    device: ida.device.device,
    turn,
    request: { idempotencyKey, streamKey },
  });
const rows = () =>
  one.vault.database.look<{ id: TurnId; ordinal: number; state: string; kept: boolean; reply: string }>(
    `select id, ordinal, state, reply, reply_envelope is not null as kept from reflection.turn where member = $1 order by ordinal`,
    [ida.member],
  );
const toldSettled = async (turn: TurnId) =>
  (await one.vault.database.look(`select from bus.outbox where name = 'turn-settled' and payload->>'turn' = $1`, [turn])).length;
const outcomeOf = (frames: TurnFrame[]) => frames.find((frame) => frame.type === 'settled')?.outcome;
const lapse = (turn: TurnId) =>
  one.vault.database.look(`update reflection.turn set lease_until = now() - interval '1 second' where id = $1`, [turn]);

describe('turns of one session in two processes', () => {
  it('are answered one after another, the later one knowing the earlier one’s reply', async () => {
    const held = one.holdNext();
    const first = await one.write(ida, { text: 'First I was glad of it.' });
    const { say, finish } = await held;
    const asked = two.model.received.length;
    const second = await two.write(ida, { text: 'Then I was not.' });
    await eventually(async () => expect((await rows()).map(({ state }) => state)).toEqual(['running', 'running']));
    expect(two.model.received).toHaveLength(asked);
    say('Glad, then something else.');
    finish();
    expect(outcomeOf(await one.frames(first))).toBe('answered');
    expect(outcomeOf(await two.frames(second))).toBe('answered');
    expect(two.model.received.at(-1)?.body).toContain('Glad, then something else.');
  });

  it('are answered in order though no signal comes through', async () => {
    busOf(two).isDeaf = true;
    const held = one.holdNext();
    const first = await one.write(ida, { text: 'First I was glad of it.' });
    const { say, finish } = await held;
    const second = await two.write(ida, { text: 'Then I was not.' });
    say('Glad, then something else.');
    finish();
    await one.frames(first);
    expect(outcomeOf(await two.frames(second))).toBe('answered');
    expect(two.model.received.at(-1)?.body).toContain('Glad, then something else.');
    busOf(two).isDeaf = false;
  });

  it('get their order from the disk, however many are written at once', async () => {
    const nodes = Array.from({ length: 10 }, (_, index) => (index % 2 ? one : two));
    const begun = await Promise.all(nodes.map((node, index) => node.write(ida, { text: `Thought ${index} of the evening.` })));
    await Promise.all(begun.map((each) => one.frames(each)));
    const stand = await rows();
    expect(stand.map(({ ordinal, state }) => [ordinal, state])).toEqual(Array.from({ length: 10 }, (_, index) => [index + 1, 'answered']));
    const prompts = [...one.model.received, ...two.model.received]
      .filter(({ path }) => path.endsWith('/chat/completions'))
      .map(({ body }) => body);
    const textOf = (turn: TurnId) => `Thought ${begun.findIndex((each) => each.turn === turn)} of the evening.`;
    // The last prompt that a turn was asked with: one that was overtaken is asked again.
    const promptOf = (turn: TurnId) => prompts.filter((prompt) => lastWords(prompt).includes(textOf(turn))).at(-1) ?? '';
    for (const { id, ordinal } of stand.filter(({ ordinal }) => ordinal > 1)) {
      const before = stand.find((row) => row.ordinal === ordinal - 1);
      expect(promptOf(id)).toContain(textOf(before?.id as TurnId));
    }
  });

  it('do not wait for a process that died', async () => {
    const held = one.holdNext();
    const first = await one.write(ida);
    const { finish } = await held;
    const goOn = pause(one);
    await lapse(first.turn);
    const second = await two.write(ida, { text: 'Then I was not.' });
    expect(outcomeOf(await two.frames(second))).toBe('answered');
    goOn();
    finish();
    await one.frames(first);
  });
});

describe('one attempt at two processes', () => {
  it('is one turn, answered once', async () => {
    const idempotencyKey = aKey();
    const both = await Promise.all([one, two].map((node) => node.write(ida, { idempotencyKey })));
    expect(new Set(both.map(({ turn, reply }) => turn + reply)).size).toBe(1);
    expect(both.map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    const [begun] = both as [Begun];
    expect(outcomeOf(await one.frames(begun))).toBe('answered');
    expect(await rows()).toHaveLength(1);
    expect(await toldSettled(begun.turn)).toBe(1);
  });

  it('that was here before asks no model again', async () => {
    const idempotencyKey = aKey();
    await one.frames(await one.write(ida, { idempotencyKey }));
    const asked = two.model.received.length;
    expect(await two.write(ida, { idempotencyKey })).toMatchObject({ repeated: true });
    expect(two.model.received).toHaveLength(asked);
  });
});

describe('a turn that is stopped from another process', () => {
  it('ends with what was said so far', async () => {
    const held = one.holdNext();
    const begun = await one.write(ida);
    (await held).say('You were not asked. You were told. ');
    for await (const { type } of two.vault.bus.for('gateway').stream(begun.reply, streamKey).read({})) if (type === 'segment') break;
    await cancel(two, begun.turn);
    expect(outcomeOf(await one.frames(begun))).toBe('cancelled');
    expect(await rows()).toEqual([expect.objectContaining({ state: 'cancelled', kept: true })]);
    expect(await toldSettled(begun.turn)).toBe(1);
  });

  it('ends though the one that answers it does not hear of it, and stays so when that one is back', async () => {
    const held = one.holdNext();
    const begun = await one.write(ida);
    const { say, finish } = await held;
    const goOn = pause(one);
    await cancel(two, begun.turn);
    expect(await rows()).toEqual([expect.objectContaining({ state: 'cancelled', kept: false })]);
    say('You were not asked. ');
    finish();
    goOn();
    expect(outcomeOf(await one.frames(begun))).toBe('cancelled');
    expect(await rows()).toEqual([expect.objectContaining({ state: 'cancelled', kept: false })]);
    expect(await toldSettled(begun.turn)).toBe(1);
  });
});

describe('a process that stood still while it answered', () => {
  it('finds its turn interrupted by another, and changes nothing of that', async () => {
    const held = one.holdNext();
    const begun = await one.write(ida);
    const { say, finish } = await held;
    const goOn = pause(one);
    await lapse(begun.turn);
    await eventually(async () => expect(await rows()).toEqual([expect.objectContaining({ state: 'interrupted' })]), 10_000);
    say('You were not asked. ');
    finish();
    goOn();
    expect(outcomeOf(await one.frames(begun))).toBe('interrupted');
    expect(await rows()).toEqual([expect.objectContaining({ state: 'interrupted', kept: false })]);
    expect(await toldSettled(begun.turn)).toBe(1);
  });

  it('leaves the reply that another has begun since, and does not keep that one alive', async () => {
    const held = one.holdNext();
    const begun = await one.write(ida);
    const { say, finish } = await held;
    const goOn = pause(one);
    await lapse(begun.turn);
    await eventually(async () => expect((await find(two, begun.turn)).running).toBe(false), 10_000);
    const heldAgain = two.holdNext();
    const asked = await again(two, begun.turn);
    const later = await heldAgain;
    say('You were not asked. ');
    finish();
    goOn();
    expect(outcomeOf(await one.frames(begun))).toBe('interrupted');
    expect(await find(two, begun.turn)).toMatchObject({ reply: asked.reply, running: true });
    later.say('What did you want?');
    later.finish();
    expect(outcomeOf(await two.frames(asked))).toBe('answered');
    expect(await rows()).toEqual([expect.objectContaining({ state: 'answered', reply: asked.reply, kept: true })]);
    expect(await toldSettled(begun.turn)).toBe(2);
  });

  it('asks its model no further once it finds out', async () => {
    const held = one.holdNext();
    const begun = await one.write(ida);
    (await held).say('You were not asked. ');
    await cancelUnheard(begun.turn);
    // Nobody finishes that answer: it ends because the next beat tells that the turn is over.
    expect(outcomeOf(await one.frames(begun))).toBe('cancelled');
  });

  const cancelUnheard = async (turn: TurnId) => {
    busOf(one).isDeaf = true;
    await cancel(two, turn);
    busOf(one).isDeaf = false;
  };
});

describe('what was said before', () => {
  const wordsAsked = () => two.model.received.at(-1)?.body ?? '';

  it('is forgotten by each process when the vault closes, or when that may not have been heard', async () => {
    await two.frames(await two.write(ida, { text: 'There was wind.' }));
    await two.frames(await two.write(ida, { text: 'There was fog.' }));
    const opened = await opensDuring(() => two.write(ida, { text: 'There was hail.' }));
    expect(opened).toBe(0);
    busOf(two).isDeaf = true;
    await one.vault.bus.for('gateway').call(vaultCalls.lock, { member: ida.member });
    busOf(two).return();
    await one.vault.unlock(ida);
    expect(await opensDuring(() => two.write(ida, { text: 'There was rain.' }))).toBeGreaterThan(0);
    expect(wordsAsked()).toContain('There was wind.');
  });

  /** How often the vault was asked to open something until the turn ended. */
  const opensDuring = async (begin: () => Promise<Begun>): Promise<number> => {
    const call = jest.spyOn(wires, 'answering');
    await two.frames(await begin());
    const opened = call.mock.calls.filter(
      ([contract, request]) => contract === vaultCalls.open && (request as { purpose: string }).purpose === 'reflect',
    ).length;
    call.mockRestore();
    return opened;
  };
});

/** What a prompt asks about now: its last message. */
const lastWords = (prompt: string): string => JSON.stringify((JSON.parse(prompt) as { messages: unknown[] }).messages.at(-1));
