import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Begun, reflectionCalls, type TurnFrame, type TurnId, vaultCalls } from '#libs/contracts/index.js';
import { busData, migrateQueue } from '#libs/platform/bus/index.js';
import { overRedis } from '#libs/platform/bus/redis/index.js';
import { eventually, type FreshDatabase, freshDatabase } from '#libs/testing/index.js';
import { hasRedis, startRedis, type TestRedis } from '#libs/testing/redis-server.js';
import {
  aKey,
  answerAtOnce,
  type HeldAnswer,
  type RunningReflection,
  SAID,
  startReflection,
  streamKey,
  type Writer,
} from '#libs/testing/running-reflection.js';
import { temporaryFolder } from '#libs/testing/temporary-folder.js';
import { vaultData } from '#libs/vault/index.js';
import { reflectionData } from './data.js';
import { Silences } from './silences.js';
import { StampVerifier } from './stamp.verifier.js';
import { TurnFollowing } from './turn.following.js';

jest.setTimeout(90_000);

const describeWithRedis = hasRedis ? describe : describe.skip;

/** Two processes of vault, gate and reflection on one database and one Redis; each asks as the gateway too, and nobody knows who answers. */
describeWithRedis('over Redis, two processes of each role', () => {
  let redis: TestRedis;
  let database: FreshDatabase;
  let nodes: RunningReflection[] = [];
  let ida: Writer;

  beforeAll(async () => {
    redis = await startRedis();
    const adapter = () =>
      overRedis({ url: redis.url, version: 'spec', roles: redis.roles('gateway', 'gate', 'vault', 'reflection'), lockMs: 600 });
    database = await freshDatabase([busData, vaultData, reflectionData], { foreign: [migrateQueue] });
    const secretsFolder = await temporaryFolder();
    for (let started = 0; started < 2; started++) nodes.push(await startReflection({ database, secretsFolder, adapter }));
  });
  afterAll(async () => {
    for (const each of nodes) await each.close();
    await database?.close();
    await redis?.stop();
  });
  beforeEach(async () => {
    ida = await first().writer();
  });

  const node = (index: number): RunningReflection => {
    const found = nodes[index];
    if (!found) throw new Error('not started');
    return found;
  };
  const first = () => node(0);
  const second = () => node(1);
  const gateway = (at: RunningReflection) => at.vault.bus.for('gateway');
  const outcomes = (frames: TurnFrame[]) => frames.flatMap((frame) => (frame.type === 'settled' ? [frame.outcome] : []));
  const said = (frames: TurnFrame[]) => frames.flatMap((frame) => (frame.type === 'segment' ? [frame.segment.text] : [])).join('');
  const rows = () =>
    database.look<{ id: TurnId; ordinal: number; state: string }>(
      'select id, ordinal, state from reflection.turn where member = $1 order by ordinal',
      [ida.member],
    );
  /** As a gateway follows a reply for its client. */
  const follow = async ({ turn, reply }: Begun, at = second()): Promise<TurnFrame[]> => {
    const { bus } = at.vault;
    const following = new TurnFollowing(bus, new Silences(bus), new StampVerifier(bus.for('gateway')));
    const caller = { kind: 'member', address: '', member: ida.member, device: ida.device.device, role: 'member' } as const;
    const frames: TurnFrame[] = [];
    const followed = { turn, reply, streamKey, after: -1 };
    for await (const frame of following.follow({ caller, signal: new AbortController().signal }, followed, true)) frames.push(frame);
    return frames;
  };
  /** A turn whose model waits, whichever process asked it. */
  const begin = async (): Promise<{ begun: Begun; model: HeldAnswer }> => {
    const held = Promise.race(nodes.map((each) => each.holdNext()));
    const begun = await first().write(ida);
    const model = await held;
    for (const each of nodes) each.model.chat = answerAtOnce;
    return { begun, model };
  };

  it('answer and are followed, whoever is asked', async () => {
    for (const at of nodes) {
      const frames = await follow(await at.write(ida), at);
      expect([outcomes(frames), said(frames)]).toEqual([['answered'], SAID]);
    }
  });

  it('listen for no reply any more that was followed to its end', async () => {
    for (const at of nodes) await follow(await at.write(ida));
    await eventually(async () => expect(await redis.administrator.pubsub('CHANNELS', 'mirror:written:*')).toEqual([]));
  });

  it('answer the turns of a session in order, each knowing the one before', async () => {
    const begun = await Promise.all(
      Array.from({ length: 10 }, (_, index) => node(index % 2).write(ida, { text: `Thought ${index} of the evening.` })),
    );
    await Promise.all(begun.map((each) => follow(each)));
    const stand = await rows();
    expect(stand.map(({ ordinal, state }) => [ordinal, state])).toEqual(Array.from({ length: 10 }, (_, index) => [index + 1, 'answered']));
  });

  it('make one turn of one attempt, and answer it once', async () => {
    const idempotencyKey = aKey();
    const both = await Promise.all(nodes.map((at) => at.write(ida, { idempotencyKey })));
    expect(new Set(both.map(({ turn, reply }) => turn + reply)).size).toBe(1);
    expect(outcomes(await follow(both[0] as Begun))).toEqual(['answered']);
    expect(await rows()).toHaveLength(1);
  });

  it('stop a reply, whoever is told to', async () => {
    for (const at of nodes) {
      const { begun } = await begin();
      await gateway(at).call(reflectionCalls.cancel, { member: ida.member, turn: begun.turn });
      expect(outcomes(await follow(begun))).toEqual(['cancelled']);
    }
  });

  it('lock and open a vault, whoever is asked', async () => {
    await gateway(second()).call(vaultCalls.lock, { member: ida.member });
    for (const at of nodes) await expect(at.write(ida)).rejects.toMatchObject({ code: 'vault_locked' });
    await second().vault.unlock(ida);
    for (const at of nodes) expect(outcomes(await follow(await at.write(ida)))).toEqual(['answered']);
  });

  it('send a device on to the one that another device has unlocked meanwhile', async () => {
    await gateway(first()).call(vaultCalls.lock, { member: ida.member });
    const challenges = await Promise.all(Array.from({ length: 4 }, () => first().vault.prepare(ida)));
    const [one, other] = [challenges[0], challenges.find(({ instance }) => instance !== challenges[0]?.instance)];
    if (!one || !other) return;
    const { member } = ida;
    const { device, signing } = ida.device;
    await gateway(first()).call(vaultCalls.unlock, { member, device, signing, unlock: one });
    await expect(gateway(first()).call(vaultCalls.unlock, { member, device, signing, unlock: other })).rejects.toMatchObject({
      code: 'challenge_expired',
    });
    expect((await second().vault.prepare(ida)).instance).toBe(one.instance);
  });

  it('keep a reply, and the vault open, where Redis loses all it has in the middle', async () => {
    const { begun, model } = await begin();
    const following = follow(begun);
    model.say('You were not asked. Nobody said why. And');
    await redis.restart();
    model.say(' nobody came.');
    model.finish();
    const frames = await following;
    expect([outcomes(frames), said(frames)]).toEqual([['answered'], 'You were not asked. Nobody said why. And nobody came.']);
    const state = () => gateway(second()).call(vaultCalls.state, { member: ida.member });
    await eventually(async () => expect((await state()).state).toBe('unlocked'), 10_000);
    expect(outcomes(await follow(await second().write(ida)))).toEqual(['answered']);
  });

  it('let a member unlock at the other one when the one that had the vault open has ended', async () => {
    const [had, left] = await holderFirst();
    nodes = [left];
    await had.close();
    await expect(left.write(ida)).rejects.toMatchObject({ code: 'vault_locked' });
    await left.vault.unlock(ida);
    expect(outcomes(await follow(await left.write(ida), left))).toEqual(['answered']);
  });

  const holderFirst = async (): Promise<[RunningReflection, RunningReflection]> => {
    const { instance } = await gateway(first()).call(vaultCalls.challenge, { member: ida.member, device: ida.device.device });
    return instance === first().vault.bus.instance ? [first(), second()] : [second(), first()];
  };
});
