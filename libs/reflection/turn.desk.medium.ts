import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Begun, gateCalls, type ReplyId, type Segment, type TurnFrame, type TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { type RunningReflection, startReflection, streamKey, type Writer } from '#libs/testing/running-reflection.js';
import { Silences } from './silences.js';
import { StampVerifier } from './stamp.verifier.js';
import { TurnDesk } from './turn.desk.js';
import { TurnFollowing } from './turn.following.js';

jest.setTimeout(60_000);

let node: RunningReflection;
let desk: TurnDesk;
let ida: Writer;
beforeAll(async () => {
  node = await startReflection();
  const { bus } = node.vault;
  // Following asks for neither configuration, disk nor limits.
  const absent = undefined as never;
  const stamps = new StampVerifier(bus.for('gateway'));
  desk = new TurnDesk(bus, absent, absent, absent, stamps, new TurnFollowing(bus, new Silences(bus), stamps));
});
afterAll(() => node?.close());
beforeEach(async () => {
  ida = await node.writer();
});

const follow = async ({ turn }: Begun): Promise<TurnFrame[]> => {
  const { member, device } = ida;
  const caller = { kind: 'member', address: '', member, device: device.device, role: 'member' } as const;
  const frames: TurnFrame[] = [];
  for await (const frame of desk.resume({ caller, signal: new AbortController().signal }, turn, -1, streamKey)) frames.push(frame);
  return frames;
};
const stamped = async (place: { turn: TurnId; reply: ReplyId; seq: number }) => {
  const said = { ...place, final: false, before: '', texts: ['You were not asked. '] };
  const { segments } = await node.vault.bus.for('reflection').call(gateCalls.segments, said);
  return segments[0] as Segment;
};

describe('a stream that somebody else writes into', () => {
  it.each([
    ['a piece of another reply', { reply: newId<ReplyId>() }],
    ['a piece of another turn', { turn: newId<TurnId>() }],
    ['a piece that leaves one out', { seq: 1 }],
  ])('is ended by %s, though the gate stamped it', async (_, other) => {
    const held = node.holdNext();
    const begun = await node.write(ida);
    const { finish } = await held;
    const following = follow(begun);
    const segment = await stamped({ turn: begun.turn, reply: begun.reply, seq: 0, ...other });
    await node.vault.bus.for('reflection').stream(begun.reply, streamKey).append({ type: 'segment', segment });
    await expect(following).rejects.toMatchObject({ code: 'stamp_invalid' });
    finish();
    await node.frames(begun);
  });

  it('is followed by its own pieces to the end', async () => {
    const begun = await node.write(ida);
    const frames = await follow(begun);
    expect(frames.at(-1)).toMatchObject({ type: 'settled', outcome: 'answered' });
    expect(frames.filter(({ type }) => type === 'segment').length).toBeGreaterThan(0);
  });
});
