import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { reflectionCalls, type SessionId, signals, vaultCalls } from '#libs/contracts/index.js';
import { aSession, eventually } from '#libs/testing/index.js';
import { type RunningReflection, startReflection, type Writer } from '#libs/testing/running-reflection.js';
import { SessionRepository } from './session.repository.js';
import { TurnSealing } from './turn.sealing.js';

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

const gateway = () => node.vault.bus.for('gateway');
const waiting = async () => (await gateway().call(reflectionCalls.waiting, { member: ida.member })).waiting;
const openings = async () => {
  const { sessions } = await gateway().call(reflectionCalls.sessions, { member: ida.member, limit: 10 });
  return Object.fromEntries(sessions.map(({ session, opening }) => [session, opening]));
};
const lock = () => gateway().call(vaultCalls.lock, { member: ida.member });
const outlined = () =>
  node.vault.database.look<{ id: SessionId; item: string }>(
    'select id, outline_item as item from reflection.session where member = $1 and outline is not null order by outline_item',
    [ida.member],
  );
const noted = () =>
  node.vault.database.look<{ subject: SessionId }>('select subject from reflection.work where member = $1 order by id', [ida.member]);
/** Sessions whose first turns settled after the vault was locked: their outlines wait. */
const waitingSessions = async (count: number): Promise<SessionId[]> => {
  const sessions = Array.from({ length: count }, () => aSession());
  const held = [];
  for (const [index, session] of sessions.entries()) {
    const next = node.holdNext();
    const begun = await node.write(ida, { session, text: `Evening ${index} was long.` });
    held.push({ begun, answer: await next });
  }
  await lock();
  for (const { begun, answer } of held) {
    answer.finish();
    await node.frames(begun);
    await eventually(async () => expect((await noted()).map(({ subject }) => subject)).toContain(begun.session));
  }
  return sessions;
};

describe('the outline of a session', () => {
  it('is kept at once where the vault is open: the first words, sealed', async () => {
    await node.frames(await node.write(ida, { text: 'I said yes again.' }));
    await node.frames(await node.write(ida, { text: 'And then I slept.' }));
    await eventually(async () => expect(await openings()).toEqual({ [ida.session]: 'I said yes again.' }));
    await eventually(async () => expect(await waiting()).toBe(0));
    const [row] = await node.vault.database.look<{ outline: Buffer }>('select outline from reflection.session where id = $1', [
      ida.session,
    ]);
    expect(row?.outline.includes('yes again')).toBe(false);
  });

  it('waits while the vault is locked, and is made in order once it is open', async () => {
    const sessions = await waitingSessions(3);
    expect(await waiting()).toBe(3);
    expect(await openings()).toEqual(Object.fromEntries(sessions.map((session) => [session, undefined])));
    const done: unknown[] = [];
    const stop = gateway().onSignal(signals.workDone, ({ member }) => member === ida.member && done.push(member));
    await node.vault.unlock(ida);
    await eventually(async () => expect(await waiting()).toBe(0));
    stop();
    expect(done).toHaveLength(3);
    expect((await outlined()).map(({ id }) => id)).toEqual(sessions);
    expect(Object.values(await openings()).sort()).toEqual(['Evening 0 was long.', 'Evening 1 was long.', 'Evening 2 was long.']);
  });

  it('is not made where the member switched that purpose off, and waits', async () => {
    await waitingSessions(1);
    await node.vault.unlock(ida, { purposes: ['reflect', 'history'] });
    await node.frames(await node.write(ida, { session: aSession() }));
    await eventually(async () => expect(await waiting()).toBe(2));
    expect(await outlined()).toEqual([]);
  });

  it('of a session whose words are damaged waits, and keeps no other from its own', async () => {
    const [damaged, whole] = (await waitingSessions(2)) as [SessionId, SessionId];
    await node.vault.database.look('update reflection.turn set words = set_byte(words, 40, 255 - get_byte(words, 40)) where session = $1', [
      damaged,
    ]);
    await node.vault.unlock(ida);
    await eventually(async () => expect((await outlined()).map(({ id }) => id)).toEqual([whole]));
    expect((await noted()).map(({ subject }) => subject)).toEqual([damaged]);
  });

  it('is written once by two that make it at once', async () => {
    const [session] = (await waitingSessions(1)) as [SessionId];
    await node.vault.unlock(ida);
    await eventually(async () => expect(await waiting()).toBe(0));
    const sealing = node.vault.app.get(TurnSealing, { strict: false });
    const repository = node.vault.app.get(SessionRepository, { strict: false });
    await node.vault.database.look('update reflection.session set outline = null, outline_item = null where id = $1', [session]);
    await node.vault.database.look(`delete from keys.item where member = $1 and collection = 'outline'`, [ida.member]);
    const seal = () => sealing.seal(ida.member, 'outline', 'outline', { version: 1, opening: 'Evening 0' });
    const both = [await seal(), await seal()];
    await Promise.all(both.map((sealed) => repository.storeOutline(ida.member, session, sealed)));
    const keys = await node.vault.database.look<{ item: string }>(
      `select item from keys.item where member = $1 and collection = 'outline'`,
      [ida.member],
    );
    expect(keys.map(({ item }) => item)).toEqual((await outlined()).map(({ item }) => item));
    expect(keys).toHaveLength(1);
    expect(await openings()).toEqual({ [session]: 'Evening 0' });
  });
});
