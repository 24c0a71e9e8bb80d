import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { InstanceId } from '#libs/contracts/index.js';
import { concatBytes, newId, randomBytes, toBase64url } from '#libs/crypto/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { openEntry, type StreamEntry, sealEntry, streamSeal } from './stream-frame.js';

const bus = randomBytes(16);
const key = toBase64url(randomBytes(32));
const seal = streamSeal(bus, 'reply-1', key);
const entry: StreamEntry = { writer: { role: 'reflection', instance: newId<InstanceId>() }, frame: { text: 'a sentence' } };
const refused = expect.objectContaining({ code: 'sealed_damaged' });

describe('an entry of a stream', () => {
  const sealed = sealEntry(seal, 3, entry);

  it('opens where it was put, and shows nothing', () => {
    expect(openEntry(seal, 3, sealed)).toEqual(entry);
    expect(openEntry(streamSeal(bus, 'reply-1', key), 3, sealed)).toEqual(entry);
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('sentence');
    expect(seal.name).not.toContain('reply-1');
  });

  it('is refused where one byte was changed', () => {
    for (const changed of everyByteFlipped(sealed)) expect(() => openEntry(seal, 3, changed)).toThrow(refused);
  });

  it('is refused where it is cut or lengthened', () => {
    for (let length = 0; length < sealed.length; length += 1) expect(() => openEntry(seal, 3, sealed.subarray(0, length))).toThrow(refused);
    expect(() => openEntry(seal, 3, concatBytes(sealed, Uint8Array.of(0)))).toThrow(refused);
  });

  it('is refused at another position', () => {
    for (const position of [0, 2, 4, 1_000]) expect(() => openEntry(seal, position, sealed)).toThrow(refused);
  });

  it('is refused in another stream, under another key, on another node', () => {
    for (const other of [
      streamSeal(bus, 'reply-2', key),
      streamSeal(bus, 'reply-1', toBase64url(randomBytes(32))),
      streamSeal(randomBytes(16), 'reply-1', key),
    ]) {
      expect(() => openEntry(other, 3, sealed)).toThrow(refused);
      expect(other.name).not.toBe(seal.name);
    }
  });

  it('is never read from bytes that nobody sealed', () =>
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expect(() => openEntry(seal, 0, bytes)).toThrow(refused))));

  it.each(['', 'AAAA', 'A'.repeat(42), 'A'.repeat(44), 'not base64url at all, and just as long as a key'])(
    'takes no key such as “%s”',
    (bad) => expect(() => streamSeal(bus, 'reply-1', bad)).toThrow(expect.objectContaining({ code: 'invalid_request' })),
  );
});
