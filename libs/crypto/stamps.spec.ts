import { describe, expect, it } from '@jest/globals';
import { type NodeId, type ReplyId, Segment, type TurnId } from '#libs/contracts/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { fromBase64url, randomBytes, toBase64url } from './bytes.js';
import { ed25519FromSeed, webEd25519Verifier } from './ed25519.js';
import { newId } from './id.js';
import { stampCleared, stampSegment, verifyCleared, verifySegment } from './stamps.js';

const node = newId<NodeId>();
const gate = ed25519FromSeed(randomBytes(32));
const unstamped = {
  turn: newId<TurnId>(),
  reply: newId<ReplyId>(),
  seq: 3,
  final: false,
  text: 'Zwei Dinge stehen hier nebeneinander.',
  pack: '11.0.0',
};
const refused = { code: 'stamp_invalid' };

describe('a stamped segment', () => {
  const verify = (segment: unknown, of = node, by = gate.publicKey) => verifySegment(webEd25519Verifier, by, of, Segment.parse(segment));

  it('is spoken once its stamp holds', async () => {
    const stamped = await stampSegment(gate, node, unstamped);
    expect(await verify({ ...stamped })).toEqual(stamped);
    expect(stamped).toMatchObject(unstamped);
  });

  it('is refused in another turn, reply, place, text, pack, or as the end', async () => {
    const stamped = await stampSegment(gate, node, unstamped);
    const changes = [
      { turn: newId() },
      { reply: newId() },
      { seq: 4 },
      { final: true },
      { text: `${unstamped.text} ` },
      { text: '' },
      { pack: '11.0.1' },
    ];
    for (const change of changes) await expect(verify({ ...stamped, ...change })).rejects.toMatchObject(refused);
  });

  it('is refused of another node, of another key, or with one byte of the stamp changed', async () => {
    const stamped = await stampSegment(gate, node, unstamped);
    await expect(verify({ ...stamped }, newId<NodeId>())).rejects.toMatchObject(refused);
    await expect(verify({ ...stamped }, node, ed25519FromSeed(randomBytes(32)).publicKey)).rejects.toMatchObject(refused);
    for (const changed of everyByteFlipped(fromBase64url(stamped.stamp))) {
      await expect(verify({ ...stamped, stamp: toBase64url(changed) })).rejects.toMatchObject(refused);
    }
  });

  it('is never made of half a character, which would stand for another text', async () => {
    await expect(stampSegment(gate, node, { ...unstamped, text: 'a\ud800' })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('a cleared text', () => {
  it('holds for its subject, and for no other text, subject, pack, node or key', async () => {
    const text = await stampCleared(gate, node, 'turn-1', 'ich weiß nicht', '11');
    const verify = (changed: object, subject = 'turn-1', of = node, by = gate.publicKey) =>
      verifyCleared(webEd25519Verifier, by, of, subject, { ...text, ...changed });
    expect(await verify({})).toEqual(text);
    await expect(verify({ text: 'ich weiß' })).rejects.toMatchObject(refused);
    await expect(verify({ pack: '12' })).rejects.toMatchObject(refused);
    await expect(verify({}, 'turn-2')).rejects.toMatchObject(refused);
    await expect(verify({}, 'turn-1', newId<NodeId>())).rejects.toMatchObject(refused);
    await expect(verify({}, 'turn-1', node, randomBytes(32))).rejects.toMatchObject(refused);
  });

  it('is no segment, nor the other way round', async () => {
    const { stamp } = await stampCleared(gate, node, unstamped.turn, unstamped.text, unstamped.pack);
    await expect(verifySegment(webEd25519Verifier, gate.publicKey, node, { ...unstamped, stamp })).rejects.toMatchObject(refused);
  });
});
