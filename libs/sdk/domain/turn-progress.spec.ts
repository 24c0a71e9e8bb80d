import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReplyId, Spoken, TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { advance, startOf, type TurnProgress, type VerifiedFrame } from './turn-progress.js';

const turn = newId<TurnId>();
const reply = newId<ReplyId>();
/** Stands for a segment that was verified; only its place matters here. */
const spoken = (seq: number, more: Partial<Spoken> = {}): VerifiedFrame => ({
  type: 'segment',
  spoken: { turn, reply, seq, final: false, text: `${seq} `, pack: 'p', stamp: '', ...more } as Spoken,
});
const accepted: VerifiedFrame = { type: 'accepted', turn, session: newId(), at: '2026-11-20T08:00:00Z', pattern: 'exploratory' };
const settled = (outcome: 'answered' | 'interrupted'): VerifiedFrame => ({ type: 'settled', turn, outcome });

const through = (frames: readonly VerifiedFrame[], from: TurnProgress = startOf()) => {
  let progress = from;
  const events: string[] = [];
  for (const frame of frames) {
    const step = advance(progress, frame);
    progress = step.progress;
    for (const event of step.events) events.push(event.type === 'segment' ? `${event.spoken.seq}` : event.type);
    if (step.missing) events.push('missing');
    if (step.missing || progress.ended) break;
  }
  return { progress, events };
};

describe('a turn as it is seen', () => {
  it('hands each piece on once and in order', () => {
    const { events } = through([
      accepted,
      spoken(0),
      spoken(0),
      spoken(1),
      accepted,
      spoken(0),
      spoken(2, { final: true }),
      settled('answered'),
    ]);
    expect(events).toEqual(['accepted', '0', '1', '2', 'settled']);
  });

  it('sees a gap, and takes nothing from behind it', () => {
    const { events, progress } = through([accepted, spoken(0), spoken(2)]);
    expect(events).toEqual(['accepted', '0', 'missing']);
    expect(progress.seq).toBe(0);
  });

  it('does not take an answered reply for whole whose last piece is missing', () => {
    expect(through([accepted, spoken(0), settled('answered')]).events).toEqual(['accepted', '0', 'missing']);
    expect(through([accepted, spoken(0), settled('interrupted')]).events).toEqual(['accepted', '0', 'settled']);
  });

  it('takes no piece of another turn, and none after the last', () => {
    const others = through([accepted, spoken(0, { turn: newId<TurnId>() }), spoken(0, { final: true }), spoken(1)]);
    expect(others.events).toEqual(['accepted', '0']);
  });

  it('begins anew with another reply, from its first piece', () => {
    const next = newId<ReplyId>();
    const { events } = through([accepted, spoken(0), spoken(1), spoken(0, { reply: next }), spoken(1, { reply: next })]);
    expect(events).toEqual(['accepted', '0', '1', 'restarted', '0', '1']);
    const late = through([accepted, spoken(0), spoken(4, { reply: next })]);
    expect(late.events).toEqual(['accepted', '0', 'restarted', 'missing']);
    expect(late.progress.seq).toBe(-1);
  });

  it('says who answers once, and again when that changes', () => {
    const engine: VerifiedFrame = { type: 'engine', turn, reply, engine: 'ollama', model: 'm' };
    const takenOver: VerifiedFrame = { type: 'engine', turn, reply, engine: 'local', trouble: 'stream_cut' };
    expect(through([accepted, engine, spoken(0), engine, takenOver, takenOver]).events).toEqual(['accepted', 'engine', '0', 'engine']);
  });

  it('loses and doubles nothing, wherever the connection breaks and however much is said again', () => {
    const whole = [spoken(0), spoken(1), spoken(2), spoken(3), spoken(4, { final: true }), settled('answered')];
    fc.assert(
      fc.property(fc.array(fc.record({ from: fc.nat(4), to: fc.nat(5) }), { maxLength: 12 }), (connections) => {
        let progress = through([accepted]).progress;
        const seen: string[] = [];
        // Each connection begins at or before what is missing, as a node that repeats itself would.
        for (const { from, to } of [...connections, { from: 0, to: 5 }]) {
          const step = through(whole.slice(Math.min(from, progress.seq + 1), to + 1), progress);
          progress = step.progress;
          seen.push(...step.events.filter((event) => event !== 'missing'));
          if (progress.ended) break;
        }
        expect(seen).toEqual(['0', '1', '2', '3', '4', 'settled']);
      }),
    );
  });
});
