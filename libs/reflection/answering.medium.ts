import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { reflectionCalls, type TurnFrame, type TurnId, vaultCalls } from '#libs/contracts/index.js';
import { takeAway } from '#libs/testing/away-database.js';
import { eventually } from '#libs/testing/index.js';
import { loseAnswerOf } from '#libs/testing/lost-answer.js';
import { aKey, type RunningReflection, startReflection, streamKey, type Writer } from '#libs/testing/running-reflection.js';

jest.setTimeout(60_000);

let node: RunningReflection;
let ida: Writer;
beforeAll(async () => {
  node = await startReflection();
});
afterAll(() => node?.close());
beforeEach(async () => {
  ida = await node.writer();
});
afterEach(() => void jest.restoreAllMocks());

const gateway = () => node.vault.bus.for('gateway');
const lock = () => gateway().call(vaultCalls.lock, { member: ida.member });
const rows = () =>
  node.vault.database.look<{ id: TurnId; state: string; words: Buffer; kept: boolean }>(
    'select id, state, words, reply_envelope is not null as kept from reflection.turn where member = $1',
    [ida.member],
  );
const expectRow = (row: object) => eventually(async () => expect(await rows()).toEqual([expect.objectContaining(row)]), 20_000);
const outcomeOf = (frames: TurnFrame[]) => frames.find((frame) => frame.type === 'settled')?.outcome;
const again = (turn: TurnId) =>
  gateway().call(reflectionCalls.again, {
    member: ida.member,
    device: ida.device.device,
    turn,
    request: { idempotencyKey: aKey(), streamKey },
  });

describe('a commit whose answer is lost', () => {
  it('leaves no turn running: the same attempt finds it, and it can be asked again', async () => {
    loseAnswerOf('insert into reflection.turn');
    const idempotencyKey = aKey();
    await expect(node.write(ida, { idempotencyKey })).rejects.toMatchObject({ code: 'database_unavailable' });
    await expectRow({ state: 'interrupted' });
    const repeated = await node.write(ida, { idempotencyKey });
    expect(repeated.repeated).toBe(true);
    expect(outcomeOf(await node.frames(await again(repeated.turn)))).toBe('answered');
    await expectRow({ id: repeated.turn, state: 'answered' });
  });

  it('of a reply is told as it stands on the disk, and written once', async () => {
    loseAnswerOf('update reflection.turn set state = $3');
    const begun = await node.write(ida);
    expect(outcomeOf(await node.frames(begun))).toBe('answered');
    await expectRow({ state: 'answered', kept: true });
    const keys = await node.vault.database.look(`select from keys.item where member = $1 and collection = 'mirrorback'`, [ida.member]);
    const settled = await node.vault.database.look(`select from bus.outbox where name = 'turn-settled' and payload->>'turn' = $1`, [
      begun.turn,
    ]);
    expect([keys.length, settled.length]).toEqual([1, 1]);
  });
});

describe('a vault that is locked while a reply is spoken', () => {
  it('leaves the turn interrupted, its words kept, and another try answers it', async () => {
    const held = node.holdNext();
    const begun = await node.write(ida);
    const { say, finish } = await held;
    say('You were not asked. ');
    await lock();
    finish();
    expect(outcomeOf(await node.frames(begun))).toBe('interrupted');
    await expectRow({ id: begun.turn, state: 'interrupted', kept: false });
    await node.vault.unlock(ida);
    expect(outcomeOf(await node.frames(await again(begun.turn)))).toBe('answered');
  });
});

describe('a database that is away while a turn settles', () => {
  it('gets the reply when it is back', async () => {
    const held = node.holdNext();
    const begun = await node.write(ida);
    const { say, finish } = await held;
    say('You were not asked. ');
    const bringBack = await takeAway(node.vault.database);
    finish();
    const frames = node.frames(begun);
    await expect(gateway().call(reflectionCalls.find, { member: ida.member, turn: begun.turn })).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    await bringBack();
    expect(outcomeOf(await frames)).toBe('answered');
    await expectRow({ state: 'answered', kept: true });
  });
});

describe('one damaged piece in a session', () => {
  const damage = () =>
    node.vault.database.look('update reflection.turn set words = set_byte(words, 40, 255 - get_byte(words, 40)) where member = $1', [
      ida.member,
    ]);

  it('does not keep the turns after it from their answer', async () => {
    await node.frames(await node.write(ida, { text: 'There was rain.' }));
    await damage();
    await lock();
    await node.vault.unlock(ida);
    expect(outcomeOf(await node.frames(await node.write(ida, { text: 'There was snow.' })))).toBe('answered');
    expect(node.model.received.at(-1)?.body).not.toContain('rain');
  });

  it('is left out alone: what else was said before is not', async () => {
    await node.frames(await node.write(ida, { text: 'There was rain.' }));
    await damage();
    await node.frames(await node.write(ida, { text: 'There was snow.' }));
    await lock();
    await node.vault.unlock(ida);
    await node.frames(await node.write(ida, { text: 'There was frost.' }));
    const asked = node.model.received.at(-1)?.body;
    expect(asked).toContain('snow');
    expect(asked).not.toContain('rain');
  });

  it('is not met by a turn while what was said is in memory, which ends when the vault closes', async () => {
    await node.frames(await node.write(ida, { text: 'There was wind.' }));
    await damage();
    await node.frames(await node.write(ida, { text: 'There was fog.' }));
    expect(node.model.received.at(-1)?.body).toContain('wind');
    await lock();
    await node.vault.unlock(ida);
    await node.frames(await node.write(ida, { text: 'There was hail.' }));
    expect(node.model.received.at(-1)?.body).not.toContain('wind');
  });
});
