import { beforeAll, describe, expect, it } from '@jest/globals';
import { compileEach, type Verdict } from '#libs/testing/compile-faults.js';

/**
 * Shows with the compiler that the real functions toward an engine and toward a client take no bare string: what
 * libs/gate's spec shows of the types alone, for each place that uses them.
 */
const prelude = `
import type { FastifyReply } from 'fastify';
import type { Cleared, ClearedText, ConnectionFrame, Problem, Segment, Spoken, TurnFrame, TurnId, TurnView } from '#libs/contracts/index.js';
import { sendLines } from '#libs/platform/http/index.js';
import type { Engine, EngineRequest } from '#libs/reflection/engines/index.js';
import { messagesFor } from '#libs/reflection/domain/prompts/index.js';
import type { HistoryDesk } from '#libs/reflection/history.desk.js';
import { toWire, turnToWire, type OutgoingTurn, type WireFrame } from '#libs/reflection/spoken.frames.js';
import type { FrameStream } from '#libs/reflection/turn.following.js';
import type { TurnSocket } from '#libs/reflection/turn.socket.js';
declare const engine: Engine;
declare const request: EngineRequest;
declare const reply: FastifyReply;
declare const socket: TurnSocket;
declare const history: HistoryDesk;
declare const cleared: Cleared;
declare const spoken: Spoken;
declare const stored: ClearedText;
declare const segment: Segment;
declare const frame: TurnFrame;
declare const view: TurnView;
declare const turn: TurnId;
declare const problem: Problem;
declare const wire: WireFrame;
declare const outgoing: OutgoingTurn;
declare const last: () => WireFrame;
declare const prompt: Omit<Parameters<typeof messagesFor>[0], 'words'>;
`;

const allowed = [
  [
    'an engine with cleared words and spoken context',
    'engine.answer({ ...request, words: cleared, context: [{ words: cleared, reply: [spoken] }] });',
  ],
  ['a prompt of cleared words', 'messagesFor({ ...prompt, words: cleared });'],
  ['a spoken segment on its way out', "socket.send(toWire({ type: 'segment', segment: spoken }));"],
  ['frames of the connection', "socket.send({ type: 'pong' });"],
  ['a problem as the last line', "sendLines<WireFrame>(reply, {} as FrameStream, () => toWire({ type: 'problem', problem }));"],
  ['a turn of the history', 'turnToWire({ ...outgoing, words: cleared });'],
] as const;

const refused = [
  ['a bare string as the words of an engine', "engine.answer({ ...request, words: 'text' });"],
  ['stored words that nobody verified', 'engine.answer({ ...request, words: stored });'],
  ['a bare string in an engine’s context', "engine.answer({ ...request, context: [{ words: 'text', reply: [] }] });"],
  ['an unverified segment in an engine’s context', 'engine.answer({ ...request, context: [{ words: cleared, reply: [segment] }] });'],
  ['a bare string in a prompt', "messagesFor({ ...prompt, words: 'text' });"],
  ['an unverified segment to the serializer', "toWire({ type: 'segment', segment });"],
  ['an unverified segment of a blocked answer', "toWire({ type: 'blocked', rule: 'I-001', category: 'illegal', segment });"],
  ['a spoken segment with another text', "toWire({ type: 'segment', segment: { ...spoken, text: 'other' } });"],
  ['a frame of the stream on the socket', 'socket.send(frame);'],
  ['a hand-made frame on the socket', "socket.send({ type: 'segment', segment });"],
  ['a written frame with another text', "socket.send({ ...toWire({ type: 'segment', segment: spoken }), segment });"],
  ['a frame of the stream as a line', 'sendLines<WireFrame>(reply, {} as AsyncIterable<TurnFrame>, last);'],
  ['unwritten frames where a desk gives them', 'const frames: FrameStream = {} as AsyncGenerator<TurnFrame, void, undefined>;'],
  ['stored words in the history', 'turnToWire({ ...outgoing, words: stored });'],
  ['unverified segments in the history', "turnToWire({ ...outgoing, reply: { engine: 'local', segments: [segment] } });"],
  ['a view of the history as it was stored', 'const given: Awaited<ReturnType<typeof history.turn>> = { view, certificates: [] };'],
] as const;

let verdicts: Map<string, Verdict>;
beforeAll(() => {
  verdicts = compileEach(
    prelude,
    [...allowed, ...refused].map(([, snippet]) => snippet),
  );
}, 120_000);

describe('the real functions toward engines and clients', () => {
  it.each(allowed)('take %s', (_, snippet) => {
    expect(verdicts.get(snippet)).toBe('compiles');
  });

  it.each(refused)('do not take %s', (_, snippet) => {
    expect(verdicts.get(snippet)).toBe('refused');
  });
});
