import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Begun, reflectionCalls, type TurnFrame, type TurnId } from '#libs/contracts/index.js';
import { pause } from '#libs/testing/paused-process.js';
import { aKey, type RunningReflection, startReflection, streamKey, type Writer } from '#libs/testing/running-reflection.js';
import { type WiredBus, Wires } from '#libs/testing/wired-buses.js';
import { Silences } from './silences.js';
import { StampVerifier } from './stamp.verifier.js';
import { TurnFollowing } from './turn.following.js';

jest.setTimeout(90_000);

/** Two processes on one database: the first answers, and dies in many ways; the second is where it is followed. */
const wires = new Wires();
let one: RunningReflection;
let two: RunningReflection;
let following: TurnFollowing;
let ida: Writer;
beforeAll(async () => {
  one = await startReflection({ adapter: wires.adapter });
  const { database, secretsFolder } = one.vault;
  two = await startReflection({ database, secretsFolder, adapter: wires.adapter });
  const { bus } = two.vault;
  following = new TurnFollowing(bus, new Silences(bus), new StampVerifier(bus.for('gateway')));
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});
beforeEach(async () => {
  ida = await two.writer();
});
afterEach(() => {
  jest.restoreAllMocks();
  (two.vault.bus as WiredBus).isDeaf = false;
});

type How = { after?: number; key?: string; running?: boolean; signal?: AbortSignal };
const follow = (
  { turn, reply }: Begun,
  { after = -1, key = streamKey, running = true, signal = new AbortController().signal }: How = {},
) => {
  const { member, device } = ida;
  const caller = { kind: 'member', address: '', member, device: device.device, role: 'member' } as const;
  return following.follow({ caller, signal }, { turn, reply, streamKey: key, after }, running);
};
const all = async (frames: AsyncIterable<TurnFrame>): Promise<TurnFrame[]> => {
  const given: TurnFrame[] = [];
  for await (const frame of frames) given.push(frame);
  return given;
};
const seqs = (frames: TurnFrame[]) => frames.flatMap((frame) => (frame.type === 'segment' ? [frame.segment.seq] : []));
const said = (frames: TurnFrame[]) => frames.flatMap((frame) => (frame.type === 'segment' ? [frame.segment.text] : [])).join('');
const outcomes = (frames: TurnFrame[]) => frames.flatMap((frame) => (frame.type === 'settled' ? [frame.outcome] : []));
const lapse = (turn: TurnId) =>
  one.vault.database.look(`update reflection.turn set lease_until = now() - interval '1 second' where id = $1`, [turn]);
/** The first process answers and has let out two sentences. */
const begun = async () => {
  const held = one.holdNext();
  const turn = await one.write(ida);
  const model = await held;
  model.say('You were not asked. Nobody said why. And');
  return { turn, ...model };
};
/** Reads on until so many segments came. */
const until = async (frames: AsyncIterator<TurnFrame>, segments: number): Promise<TurnFrame[]> => {
  const given: TurnFrame[] = [];
  while (seqs(given).length < segments) {
    const { done, value } = await frames.next();
    if (done) throw new Error(`ended after ${seqs(given).length} segments`);
    given.push(value);
  }
  return given;
};

describe('a reply whose writer dies', () => {
  it.each([
    ['with the word that it was ended', false],
    ['though nobody says so', true],
  ])('is told to be interrupted, %s, and nothing of it twice', async (_, isDeaf) => {
    const { turn, finish } = await begun();
    const frames = follow(turn);
    const before = await until(frames, 2);
    const goOn = pause(one);
    (two.vault.bus as WiredBus).isDeaf = isDeaf;
    await lapse(turn.turn);
    const rest = await all(frames);
    expect(outcomes(rest)).toEqual(['interrupted']);
    expect(seqs([...before, ...rest])).toEqual([0, 1]);
    goOn();
    finish();
    await one.frames(turn);
  });

  it('is followed under the reply that another process has begun since', async () => {
    const { turn, finish } = await begun();
    const frames = follow(turn);
    await until(frames, 2);
    const goOn = pause(one);
    await lapse(turn.turn);
    expect(outcomes(await all(follow(turn, { key: '' })))).toEqual(['interrupted']);
    const request = { idempotencyKey: aKey(), streamKey };
    const again = { member: ida.member, device: ida.device.device, turn: turn.turn, request };
    await two.vault.bus.for('gateway').call(reflectionCalls.again, again);
    const rest = await all(frames);
    expect(outcomes(rest)).toEqual(['answered']);
    expect(seqs(rest)[0]).toBe(0);
    goOn();
    finish();
    await one.frames(turn);
  });
});

describe('a reply whose stream is lost', () => {
  it('comes from the disk once it is there, from where it was left', async () => {
    const { turn, say, finish } = await begun();
    const leave = new AbortController();
    const before = await until(follow(turn, { signal: leave.signal }), 2);
    leave.abort();
    wires.lost.add(turn.reply);
    const rest = all(follow(turn, { after: 1, running: false }));
    say(' nobody came.');
    finish();
    const frames = await rest;
    expect(outcomes(frames)).toEqual(['answered']);
    expect(said([...before, ...frames])).toBe('You were not asked. Nobody said why. And nobody came.');
  });

  it('or can’t be opened without its key, comes from the disk as a whole', async () => {
    const { turn, finish } = await begun();
    const rest = all(follow(turn, { key: '' }));
    finish();
    const frames = await rest;
    expect([outcomes(frames), seqs(frames)[0]]).toEqual([['answered'], 0]);
  });
});

describe('a reply that is slow', () => {
  it('is waited for, while it is being written, and asked after seldom', async () => {
    const { turn, finish } = await begun();
    const calls = jest.spyOn(wires, 'answering');
    const frames = all(follow(turn));
    const asked = () => calls.mock.calls.filter(([contract]) => contract === reflectionCalls.find).length;
    const since = performance.now();
    while (asked() < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(performance.now() - since).toBeGreaterThan(14_000);
    finish();
    expect(outcomes(await frames)).toEqual(['answered']);
  });

  it('lets its follower go at any time', async () => {
    const { turn, finish } = await begun();
    const leave = new AbortController();
    const frames = follow(turn, { signal: leave.signal });
    await until(frames, 2);
    const next = frames.next();
    leave.abort();
    expect((await next).done).toBe(true);
    finish();
    await one.frames(turn);
  });
});
