import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TurnId } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/index.js';
import { type RunningReflection, startReflection, type Writer } from '#libs/testing/running-reflection.js';
import { type AdapterOn, aloneInProcess, besideOthers } from '#libs/testing/running-vault.js';

jest.setTimeout(90_000);

let node: RunningReflection;
let ida: Writer;
beforeAll(async () => {
  node = await startReflection({ adapter: besideOthers });
});
afterAll(() => node?.close());
beforeEach(async () => {
  ida = await node.writer();
});

const stateOf = async (turn: TurnId) =>
  (await node.vault.database.look<{ state: string }>('select state from reflection.turn where id = $1', [turn]))[0]?.state;
const leaseOf = async (turn: TurnId) =>
  (await node.vault.database.look<{ until: Date }>('select lease_until as until from reflection.turn where id = $1', [turn]))[0]?.until;
/** What a process that died leaves: a turn that runs, and whose lease nobody renews. */
const abandoned = async (of: Writer): Promise<TurnId> => {
  const begun = await node.write(of);
  await node.frames(begun);
  await node.vault.database.look(
    `update reflection.turn set state = 'running', reply_item = null, reply_envelope = null, lease_until = now() - interval '1 second' where id = $1`,
    [begun.turn],
  );
  return begun.turn;
};
/** A further process on the same database, for as long as `meanwhile` takes. */
const withAnother = async (adapter: AdapterOn, meanwhile: () => Promise<void>) => {
  const { database, secretsFolder } = node.vault;
  const other = await startReflection({ database, secretsFolder, adapter });
  try {
    await meanwhile();
  } finally {
    await other.close();
  }
};

describe('a turn whose process died', () => {
  it('is interrupted by whoever notices, and told once; one that is being answered goes on', async () => {
    const held = node.holdNext();
    const live = await node.write(ida);
    const { say, finish } = await held;
    const otto = await node.writer();
    const dead = await abandoned(otto);
    await withAnother(besideOthers, async () => {
      await eventually(async () => expect(await stateOf(dead)).toBe('interrupted'));
      expect(await stateOf(live.turn)).toBe('running');
    });
    say('You were not asked.');
    finish();
    await node.frames(live);
    expect(await stateOf(live.turn)).toBe('answered');
    const told = `select from bus.outbox where name = 'turn-settled' and payload->>'turn' = $1`;
    // Once for its answer, which this spec took back, and once as interrupted.
    expect(await node.vault.database.look(told, [dead])).toHaveLength(2);
  });

  it('is interrupted at the next start of a node that is one process, whatever its lease says', async () => {
    const dead = await abandoned(ida);
    await node.vault.database.look(`update reflection.turn set lease_until = now() + interval '1 hour' where id = $1`, [dead]);
    await withAnother(aloneInProcess, async () => expect(await stateOf(dead)).toBe('interrupted'));
  });
});

describe('a turn that is being answered for long', () => {
  it('has its lease renewed, before it has run out', async () => {
    const held = node.holdNext();
    const { turn, reply } = await node.write(ida);
    const { finish } = await held;
    const first = (await leaseOf(turn)) as Date;
    await eventually(async () => expect((await leaseOf(turn))?.getTime()).toBeGreaterThan(first.getTime()), 14_000);
    expect(Date.now()).toBeLessThan(first.getTime());
    finish();
    await node.frames({ reply });
    expect(await leaseOf(turn)).toBeNull();
  });
});
