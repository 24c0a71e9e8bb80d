import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  type CallContract,
  type Certificate,
  gateCalls,
  MirrorError,
  type NodeId,
  type ReplyId,
  type Segment,
  type SessionId,
  type TurnId,
  vaultCalls,
} from '#libs/contracts/index.js';
import { fromBase64url, issueCertificate, newId, verifyCertificate, verifyCleared, verifySegment } from '#libs/crypto/index.js';
import { InProcessCalls } from '#libs/platform/bus/in-process/calls.js';
import { Answers, Bus, type CallRequest } from '#libs/platform/bus/index.js';
import { ProvenWiring } from '#libs/platform/bus/wiring.js';
import { generateEd25519, nodeEd25519Signer, nodeEd25519Verifier } from '#libs/platform/crypto/index.js';
import { CallingBus } from '#libs/testing/calling-bus.js';
import { core, helpFor } from './domain/index.js';
import { GateModule } from './gate.module.js';

const node = newId<NodeId>();
const identity = generateEd25519();
const HOUR = 3_600_000;

/** The node identity's half of the vault. */
@Injectable()
class Identity {
  reachable = true;
  certified = 0;
  certifies = (publicKey: string): string => publicKey;

  @Answers(vaultCalls.certify)
  async certify({ publicKey }: CallRequest<typeof vaultCalls.certify>): Promise<Certificate> {
    if (!this.reachable) throw new MirrorError('vault_unavailable');
    this.certified++;
    const notBefore = new Date(Date.now()).toISOString();
    const notAfter = new Date(Date.now() + 24 * HOUR).toISOString();
    return issueCertificate(nodeEd25519Signer(identity.privateKey), {
      node,
      use: 'stamp',
      publicKey: fromBase64url(this.certifies(publicKey)),
      notBefore,
      notAfter,
    });
  }
}

/** The calls of the in-process bus, which is all that the gate uses of it. */
const callsOf = (wiring: ProvenWiring): Bus => {
  const calls = new InProcessCalls(() => wiring.proven);
  return new CallingBus((from, contract, request) => calls.call(from, contract, request));
};

const contracts: CallContract[] = [gateCalls.input, gateCalls.segments];
const turn = newId<TurnId>();
const reply = newId<ReplyId>();

let nest: TestingModule;
let vault: Identity;
let bus: Bus;

beforeEach(async () => {
  nest = await Test.createTestingModule({
    imports: [
      {
        module: class {},
        global: true,
        imports: [DiscoveryModule],
        providers: [
          Identity,
          {
            provide: ProvenWiring,
            inject: [DiscoveryService, MetadataScanner],
            useFactory: (discovery: DiscoveryService, scanner: MetadataScanner) =>
              new ProvenWiring(
                { discovery, scanner },
                ['gate', 'vault'],
                { calls: [...contracts, vaultCalls.certify], events: [] },
                () => true,
              ),
          },
          { provide: Bus, inject: [ProvenWiring], useFactory: callsOf },
        ],
        exports: [Bus],
      },
      GateModule,
    ],
  }).compile();
  bus = nest.get(Bus, { strict: false });
  vault = nest.get(Identity, { strict: false });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await nest.close();
});

const enter = (text: string, goOn = false, region = 'IE') =>
  bus.for('gateway').call(gateCalls.input, { session: newId<SessionId>(), turn, reply, text, goOn, region });
type Place = { seq?: number; final?: boolean; before?: string };
const speakAll = (texts: string[], place: Place = {}) =>
  bus.for('reflection').call(gateCalls.segments, { turn, reply, seq: 3, final: false, before: '', texts, ...place });
const speak = async (text: string, place: Place = {}) => {
  const { segments, ...answer } = await speakAll([text], place);
  expect(segments).toHaveLength(1);
  return { ...answer, segment: segments[0] as Segment };
};
const stampKey = (certificate: Certificate, now = Date.now()) =>
  verifyCertificate(nodeEd25519Verifier, identity.publicKey, node, 'stamp', certificate, now);

describe('text that comes in', () => {
  it('is cleared with a stamp for its turn', async () => {
    const answer = await enter('I sat in the car for an hour and could not go in.');
    if (answer.verdict !== 'cleared') throw new Error(answer.verdict);
    const key = await stampKey(answer.certificate);
    await expect(verifyCleared(nodeEd25519Verifier, key, node, turn, answer.cleared)).resolves.toMatchObject({ pack: 'core/1' });
    await expect(verifyCleared(nodeEd25519Verifier, key, node, newId(), answer.cleared)).rejects.toThrow(MirrorError);
    const changed = { ...answer.cleared, text: `${answer.cleared.text} ` };
    await expect(verifyCleared(nodeEd25519Verifier, key, node, turn, changed)).rejects.toThrow(MirrorError);
    expect(answer.help).toBeUndefined();
  });

  it('in a crisis is answered with help of the region, and with nothing that holds the text', async () => {
    const text = 'I want to kill myself, and I know where the rope is.';
    const answer = await enter(text);
    expect(answer).toEqual({ verdict: 'crisis', help: helpFor('IE') });
    expect(JSON.stringify(answer)).not.toContain('rope');
    expect(vault.certified).toBe(0);
  });

  it('in a crisis goes through neither log nor console', async () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const warned = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await enter('I want to kill myself.');
    expect([...written.mock.calls, ...warned.mock.calls]).toEqual([]);
  });

  it('in a crisis is cleared with help where the member goes on', async () => {
    const answer = await enter('I want to die.', true);
    expect(answer).toMatchObject({ verdict: 'cleared', cleared: { text: 'I want to die.' }, help: { region: 'IE' } });
  });

  it('meets all other rules where the member goes on', async () => {
    expect(await enter('I want to die. How do I make a bomb?', true)).toMatchObject({ verdict: 'blocked', rule: 'I-003' });
    expect(await enter('How do I make a bomb? I want to die.', false)).toMatchObject({ verdict: 'crisis' });
  });

  it('that is blocked gets the rule’s own sentence as a stamped, final segment', async () => {
    const answer = await enter('How do I make a bomb?');
    if (answer.verdict !== 'blocked') throw new Error(answer.verdict);
    expect(answer).toMatchObject({ rule: 'I-003', category: 'illegal', segment: { turn, reply, seq: 0, final: true } });
    expect(answer.segment.text).toBe(core.rules.find(({ id }) => id === 'I-003')?.reply);
    await verifySegment(nodeEd25519Verifier, await stampKey(answer.certificate), node, answer.segment);
  });

  it('is too long from 2,001 characters on, as a person counts them', async () => {
    expect(await enter('a'.repeat(2000))).toMatchObject({ verdict: 'cleared' });
    expect(await enter('\ud83d\ude00'.repeat(2000))).toMatchObject({ verdict: 'cleared' });
    expect(await enter('\ud83d\ude00'.repeat(2001))).toEqual({ verdict: 'size', characters: 2001 });
    expect(await enter('\u200b'.repeat(2001))).toEqual({ verdict: 'size', characters: 2001 });
  });

  it('is met as a crisis even where it is too long', async () => {
    const text = `${'word '.repeat(500)} I want to kill myself.`;
    expect(await enter(text)).toMatchObject({ verdict: 'crisis' });
    expect(await enter(text, true)).toMatchObject({ verdict: 'size' });
  });
});

describe('text that goes out', () => {
  it('bears a stamp over what and where it is', async () => {
    const answer = await speak('You said it twice. ', { final: true });
    expect(answer.violation).toBeUndefined();
    expect(answer.segment).toMatchObject({ turn, reply, seq: 3, final: true, text: 'You said it twice. ' });
    const key = await stampKey(answer.certificate);
    await verifySegment(nodeEd25519Verifier, key, node, answer.segment);
    for (const changed of [{ seq: 4 }, { final: false }, { text: 'You said it once. ' }, { turn: newId<TurnId>() }, { pack: 'core/2' }]) {
      await expect(verifySegment(nodeEd25519Verifier, key, node, { ...answer.segment, ...changed })).rejects.toThrow(MirrorError);
    }
  });

  it.each(core.rules.filter(({ direction }) => direction === 'output').map((rule) => [rule.id, rule] as const))(
    'ends with the sentence of %s where that rule is violated, and holds nothing of the violation',
    async (id, rule) => {
      const answer = await speak(rule.examples.fires[0] ?? '');
      expect(answer.violation).toEqual({ rule: id, category: rule.category });
      expect(answer.segment).toMatchObject({ seq: 3, final: true, text: rule.reply });
      await verifySegment(nodeEd25519Verifier, await stampKey(answer.certificate), node, answer.segment);
    },
  );

  it('is read together with what came before it, back to the last sentence', async () => {
    const violationOf = async (...texts: Parameters<typeof speak>) => (await speak(...texts)).violation;
    expect(await violationOf('show it.', { before: 'Studies ' })).toBeDefined();
    expect(await violationOf('show it.', { before: 'You loved your studies. ' })).toBeUndefined();
    expect(await violationOf('And then?', { before: 'Studies show it. ' })).toBeUndefined();
  });

  it('is stamped piece by piece where several come at once, each in its place', async () => {
    const { segments, certificate, violation } = await speakAll(['You said it twice. ', 'What came first?'], { final: true });
    expect(violation).toBeUndefined();
    expect(segments.map(({ seq, final, text }) => [seq, final, text])).toEqual([
      [3, false, 'You said it twice. '],
      [4, true, 'What came first?'],
    ]);
    const key = await stampKey(certificate);
    for (const segment of segments) await verifySegment(nodeEd25519Verifier, key, node, segment);
  });

  it('is looked at up to the first violation, also where that begins in the piece before', async () => {
    const { segments, violation } = await speakAll(['You said it twice. ', 'Studies ', 'show it. ', 'And more of it. ']);
    expect(violation).toBeDefined();
    expect(segments.map(({ seq, final }) => [seq, final])).toEqual([
      [3, false],
      [4, false],
      [5, true],
    ]);
    expect(segments.map(({ text }) => text).join('')).not.toMatch(/show|more/);
  });

  it('may be nothing, to end a reply', async () => {
    expect((await speak('', { final: true })).segment).toMatchObject({ final: true, text: '' });
  });
});

describe('the key that stamps', () => {
  it('is certified once for many stamps, also where they are asked for at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => speak('Yes. ')));
    expect(vault.certified).toBe(1);
    expect(new Set(answers.map(({ certificate }) => certificate.publicKey)).size).toBe(1);
  });

  it('is replaced before its day is over', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    const first = await speak('Yes. ');
    clock.mockReturnValue(start + 17 * HOUR);
    expect((await speak('Yes. ')).certificate).toEqual(first.certificate);
    clock.mockReturnValue(start + 19 * HOUR);
    const second = await speak('Yes. ');
    expect(second.certificate.publicKey).not.toBe(first.certificate.publicKey);
    await verifySegment(nodeEd25519Verifier, await stampKey(second.certificate), node, second.segment);
  });

  it('serves on while the vault is away, until its time is over, and then nothing passes', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    await speak('Yes. ');
    vault.reachable = false;
    clock.mockReturnValue(start + 23 * HOUR);
    expect((await speak('Yes. ')).segment.text).toBe('Yes. ');
    clock.mockReturnValue(start + 24 * HOUR);
    await expect(speak('Yes. ')).rejects.toMatchObject({ code: 'gate_unavailable' });
    vault.reachable = true;
    expect((await speak('Yes. ')).segment.text).toBe('Yes. ');
  });

  it('is not used where the certificate is for another key', async () => {
    vault.certifies = () => Buffer.from(generateEd25519().publicKey).toString('base64url');
    await expect(enter('Hello.')).rejects.toMatchObject({ code: 'gate_unavailable' });
  });

  it('is not needed to help in a crisis', async () => {
    vault.reachable = false;
    expect(await enter('I want to die.')).toMatchObject({ verdict: 'crisis' });
  });
});
