import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CallContract,
  type Certificate,
  gateCalls,
  type NodeId,
  type ReplyId,
  type Segment,
  type TurnFrame,
  type TurnId,
  vaultCalls,
} from '#libs/contracts/index.js';
import { fromBase64url, issueCertificate, newId } from '#libs/crypto/index.js';
import { GateService } from '#libs/gate/gate.service.js';
import { GateStamper } from '#libs/gate/gate.stamper.js';
import { core, coreRules } from '#libs/gate/index.js';
import type { Bus, BusStream } from '#libs/platform/bus/index.js';
import { generateEd25519, nodeEd25519Signer } from '#libs/platform/crypto/index.js';
import { CallingBus } from '#libs/testing/calling-bus.js';
import { ReplyWriter } from './reply.writer.js';

const node = newId<NodeId>();
const identity = nodeEd25519Signer(generateEd25519().privateKey);
const certify = (publicKey: string): Promise<Certificate> => {
  const [notBefore, notAfter] = [0, 86_400_000].map((after) => new Date(Date.now() + after).toISOString()) as [string, string];
  return issueCertificate(identity, { node, use: 'stamp', publicKey: fromBase64url(publicKey), notBefore, notAfter });
};

/** The gate's own calls and the word of the identity for its key, parsed as the bus parses them. */
const answer = async (contract: CallContract, request: unknown): Promise<unknown> => {
  if (contract === vaultCalls.certify) return certify(vaultCalls.certify.request.parse(request).publicKey);
  if (contract === gateCalls.segments) return gate.segments(gateCalls.segments.request.parse(request));
  throw new Error(`${contract.name} is not expected here`);
};
const bus: Bus = new CallingBus(async (_from, contract, request) => contract.reply.parse(await answer(contract, request)));
const gate = new GateService(new GateStamper(bus));

let certificate: Certificate;
beforeAll(async () => {
  const empty = { turn: newId<TurnId>(), reply: newId<ReplyId>(), seq: 0, final: true, before: '', texts: [''] };
  ({ certificate } = await bus.for('reflection').call(gateCalls.segments, empty));
});

type Said = { released: string; refused: boolean; segments: Segment[] };

/** A reply as engines give it, draft by draft; each engine after the first takes over from one that failed. */
const reply = async (...engines: readonly (readonly string[])[]): Promise<Said> => {
  const frames: TurnFrame[] = [];
  const stream = { append: async (frame: TurnFrame) => void frames.push(frame), end: async () => undefined } as unknown as BusStream;
  const writer = new ReplyWriter(bus.for('reflection'), stream, { turn: newId<TurnId>(), reply: newId<ReplyId>() });
  await writer.open(Promise.resolve(1), certificate);
  let violation = undefined as Awaited<ReturnType<ReplyWriter['write']>>;
  for (const [index, drafts] of engines.entries()) {
    if (index > 0) violation ??= await writer.breakOff();
    for (const draft of drafts) violation ??= await writer.write(draft);
  }
  violation ??= await writer.finish();
  const segments = frames.flatMap((frame) => (frame.type === 'segment' ? [frame.segment] : []));
  expect(segments.map(({ seq, final }) => [seq, final])).toEqual(segments.map((_, index) => [index, index === segments.length - 1]));
  const own = violation ? segments.slice(0, -1) : segments;
  return { released: own.map(({ text }) => text).join(''), refused: violation !== undefined, segments };
};

/** Nothing of a violation is let out, and a clean text comes out whole. `text`: what a reader would have been shown. */
const expectHeld = ({ released, refused }: Said, text: string): void => {
  const [first] = coreRules.scan('output', text);
  expect(text.startsWith(released)).toBe(true);
  expect({ text, refused }).toEqual({ text, refused: first !== undefined });
  if (first) expect(released.length).toBeLessThanOrEqual(first.start);
  else expect(released).toBe(text);
};

const output = core.rules.filter(({ direction }) => direction === 'output');
const violations = output.flatMap(({ examples }) => examples.fires.slice(0, 2));
const clean = output.flatMap(({ examples }) => examples.passes.slice(0, 1));
const endless = 'and then the evening goes on and on while you look for a word that would hold it and none of them does ';

describe('a reply of one engine', () => {
  it.each(violations)('lets out nothing of a violation split over two drafts at any place: %s', async (violation) => {
    for (const lead of ['', 'You said it twice. ', endless.repeat(3)]) {
      const text = `${lead}${violation} And that is all.`;
      for (let at = 0; at <= violation.length; at++) {
        const cut = lead.length + at;
        expectHeld(await reply([text.slice(0, cut), text.slice(cut)]), text);
      }
    }
  });

  it('holds for any drafts of any such texts', async () => {
    const parts = fc.array(fc.constantFrom(...violations, ...clean, endless, '\u200b', '   ', '\n\n', '…'), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(parts, fc.array(fc.nat({ max: 400 }), { maxLength: 8 }), async (chosen, lengths) => {
        const text = chosen.join(' ');
        const drafts: string[] = [];
        let from = 0;
        for (const length of [...lengths, text.length]) {
          drafts.push(text.slice(from, from + length));
          from += length;
        }
        expectHeld(await reply(drafts), text);
      }),
      { numRuns: 150 },
    );
  });

  it('is final with its last piece, an empty one too, and takes nothing after a violation', async () => {
    expect((await reply(['You said it twice. '])).segments.map(({ text }) => text)).toEqual(['You said it twice. ', '']);
    const [violation] = violations as [string];
    const { segments } = await reply([`${violation} `, 'More of it. ', 'And more.']);
    expect(segments.filter(({ final }) => final)).toHaveLength(1);
    expect(segments.map(({ text }) => text).join('')).not.toContain('More of it');
  });
});

describe('a reply that another engine takes over', () => {
  /** What the first engine got out, and what a reader would be shown with all of the second one's. */
  const takenOver = async (first: string, second: string) => {
    const alone = await reply([first], []);
    expect(alone.refused).toBe(false);
    return { said: await reply([first], [second]), shown: alone.released + second };
  };

  it.each(violations)('lets no violation begin in the one and end in the other: %s', async (violation) => {
    const words = violation.replace(/[.!?]/g, '').split(' ');
    for (let split = 1; split < words.length; split++) {
      // However long the first goes on, what it gets out ends with the beginning of the violation.
      const beginning = `${words.slice(0, split).join(' ')} `.repeat(60);
      if (coreRules.scan('output', beginning).length > 0) continue;
      const { said, shown } = await takenOver(beginning, `${words.slice(split).join(' ')} and so on.`);
      expectHeld(said, shown);
      // The break ends the sentence: with what came before it, the second engine's words are as they are alone.
      expect(said.refused).toBe(coreRules.scan('output', `${words.slice(split).join(' ')} and so on.`).length > 0);
    }
  });

  it('begins a paragraph, after an ellipsis where a sentence was cut', async () => {
    const whole = await reply(['You were not asked. And th'], ['What would you have said?']);
    expect(whole.released).toBe('You were not asked. \n\nWhat would you have said?');
    const cut = await reply([endless.repeat(4)], ['What would you have said?']);
    expect(cut.released).toMatch(/ …\n\nWhat would you have said\?$/);
    expect((await reply(['You w'], ['What would you have said?'])).released).toBe('What would you have said?');
  });
});
