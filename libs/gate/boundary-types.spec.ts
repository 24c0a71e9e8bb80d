import { beforeAll, describe, expect, it } from '@jest/globals';
import { compileEach, type Verdict } from '#libs/testing/compile-faults.js';

/**
 * Shows with the compiler itself that text gets to an engine only as `Cleared` and to a client only as `Spoken`: a bare
 * string, an object of the same shape and a parsed one all fail to compile in those places.
 */
const prelude = `
import type { Cleared, ClearedText, NodeId, Segment, Spoken } from '#libs/contracts/index.js';
import { type Ed25519Signer, stampCleared, stampSegment } from '#libs/crypto/index.js';
declare const node: NodeId;
declare const signer: Ed25519Signer;
declare const storedText: ClearedText;
declare const wireSegment: Segment;
/** What an engine takes. */
declare function engine(input: { words: Cleared; recent: readonly Cleared[] }): void;
/** What a serializer toward a client takes. */
declare function serialize(segment: Spoken): string;
declare const cleared: Cleared;
declare const spoken: Spoken;
`;

const allowed = [
  ['a cleared text to the engine', 'engine({ words: cleared, recent: [cleared] });'],
  ['a spoken segment to the client', 'serialize(spoken);'],
  ['what the gate just stamped', "stampCleared(signer, node, 'turn', 'text', 'core/1').then((words) => engine({ words, recent: [] }));"],
  [
    'a segment that the gate just stamped',
    "stampSegment(signer, node, { turn: wireSegment.turn, reply: wireSegment.reply, seq: 0, final: true, text: '', pack: '' }).then(serialize);",
  ],
] as const;

const refused = [
  ['a bare string to the engine', "engine({ words: 'text', recent: [] });"],
  ['a bare string among the recent turns', "engine({ words: cleared, recent: ['text'] });"],
  ['a hand-made object to the engine', "engine({ words: { text: 'text', pack: 'core/1', stamp: 'x' }, recent: [] });"],
  ['a stored text whose stamp nobody verified', 'engine({ words: storedText, recent: [] });'],
  ['a spoken segment to the engine', 'engine({ words: spoken, recent: [] });'],
  ['a copy with another text', "engine({ words: { text: 'other', pack: cleared.pack, stamp: cleared.stamp }, recent: [] });"],
  ['a spread with another text', "engine({ words: { ...cleared, text: 'other' }, recent: [] });"],
  ['a bare string to the client', "serialize('text');"],
  ['a hand-made segment to the client', "serialize({ turn: '', reply: '', seq: 0, final: true, text: 'text', pack: '', stamp: '' });"],
  ['a segment of the wire whose stamp nobody verified', 'serialize(wireSegment);'],
  ['a spoken segment spread with another text', "serialize({ ...spoken, text: 'other' });"],
  ['a cleared text to the client', 'serialize(cleared);'],
] as const;

let verdicts: Map<string, Verdict>;
beforeAll(() => {
  verdicts = compileEach(
    prelude,
    [...allowed, ...refused].map(([, snippet]) => snippet),
  );
}, 120_000);

describe('text on its way to an engine and to a client', () => {
  it.each(allowed)('compiles for %s', (_, snippet) => {
    expect(verdicts.get(snippet)).toBe('compiles');
  });

  it.each(refused)('does not compile for %s', (_, snippet) => {
    expect(verdicts.get(snippet)).toBe('refused');
  });
});
