import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Certificate, type NodeId, type ReplyId, Segment, type TurnId, vaultCalls } from '#libs/contracts/index.js';
import { issueCertificate, newId, stampCleared, stampSegment, toBase64url } from '#libs/crypto/index.js';
import type { RoleBus } from '#libs/platform/bus/index.js';
import { generateEd25519, nodeEd25519Signer } from '#libs/platform/crypto/index.js';
import { StampVerifier } from './stamp.verifier.js';

const node = newId<NodeId>();
const raw = (pair: { publicKey: Uint8Array }): string => toBase64url(pair.publicKey);
const [identity, gate, stranger] = [generateEd25519(), generateEd25519(), generateEd25519()];
const signer = nodeEd25519Signer(gate.privateKey);
const [turn, reply] = [newId<TurnId>(), newId<ReplyId>()];
const HOUR = 3_600_000;
const from = Date.now() - 48 * HOUR;

const certificateOf = (by = identity, notBefore = from): Promise<Certificate> =>
  issueCertificate(nodeEd25519Signer(by.privateKey), {
    node,
    use: 'stamp',
    publicKey: gate.publicKey,
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notBefore + 24 * HOUR).toISOString(),
  });
const piece = async (seq: number, more: Partial<Segment> = {}): Promise<Segment> =>
  Segment.parse(await stampSegment(signer, node, { turn, reply, seq, final: false, text: `Piece ${seq}. `, pack: 'core/1', ...more }));
const invalid = expect.objectContaining({ code: 'stamp_invalid' });

let yesterday: Certificate;
let verifier: StampVerifier;
beforeAll(async () => {
  yesterday = await certificateOf();
});
beforeEach(() => {
  const answer = { node, publicKey: raw(identity) };
  const call = async (contract: unknown) => (contract === vaultCalls.identity ? answer : Promise.reject(new Error('asked for more')));
  verifier = new StampVerifier({ call } as unknown as RoleBus);
});

describe('a stamp', () => {
  it('of a key of past days holds for what was stored, and not for what is spoken now', async () => {
    const said = await piece(0);
    expect((await verifier.segment([yesterday], said)).text).toBe('Piece 0. ');
    await expect(verifier.segment([yesterday], said, Date.now())).rejects.toThrow();
  });

  it('does not hold longer by a certificate that was verified once and then given another end', async () => {
    const said = await piece(0);
    await verifier.segment([yesterday], said);
    const prolonged = { ...yesterday, notAfter: new Date(Date.now() + HOUR).toISOString() };
    await expect(verifier.segment([prolonged], said, Date.now())).rejects.toThrow();
  });

  it('holds by whichever certificate fits, and by none of another identity', async () => {
    const said = await piece(0);
    const forged = await certificateOf(stranger);
    expect((await verifier.segment([forged, yesterday], said)).seq).toBe(0);
    await expect(verifier.segment([forged], said)).rejects.toThrow();
    await expect(verifier.segment([], said)).rejects.toMatchObject({ code: 'gate_unavailable' });
  });

  it('of words holds for their turn alone', async () => {
    const words = await stampCleared(signer, node, turn, 'I said yes again.', 'core/1');
    expect((await verifier.cleared([yesterday], turn, words)).text).toBe('I said yes again.');
    await expect(verifier.cleared([yesterday], newId<TurnId>(), words)).rejects.toEqual(invalid);
    await expect(verifier.cleared([yesterday], turn, { ...words, text: 'I said no.' })).rejects.toEqual(invalid);
  });
});

describe('a whole reply', () => {
  it('is its pieces in order, and as much as there is of one that was cut', async () => {
    const pieces = [await piece(0), await piece(1), await piece(2, { final: true })];
    expect(await verifier.segments([yesterday], turn, pieces)).toHaveLength(3);
    expect(await verifier.segments([yesterday], turn, pieces.slice(0, 2))).toHaveLength(2);
    expect(await verifier.segments([yesterday], turn, [])).toEqual([]);
  });

  it.each([
    ['begins in the middle', async () => [await piece(1)]],
    ['lacks a piece', async () => [await piece(0), await piece(2)]],
    ['has a piece twice', async () => [await piece(0), await piece(0)]],
    ['has its pieces in another order', async () => [await piece(1), await piece(0)]],
    ['holds a piece of another reply', async () => [await piece(0), await piece(1, { reply: newId<ReplyId>() })]],
    ['is of another turn', async () => [await piece(0, { turn: newId<TurnId>() })]],
    ['holds a piece with another place than it was stamped for', async () => [await piece(0), { ...(await piece(2)), seq: 1 }]],
  ])('is refused where it %s', async (_, pieces) => {
    await expect(verifier.segments([yesterday], turn, await pieces())).rejects.toEqual(invalid);
  });
});
