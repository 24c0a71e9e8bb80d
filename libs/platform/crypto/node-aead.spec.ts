import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { randomBytes, utf8, webAead } from '#libs/crypto/index.js';
import { nodeAead } from './index.js';

type Vector = { tcId: number; key: string; iv: string; aad: string; msg: string; ct: string; tag: string; result: string };
const vectors = readFileSync(new URL('../../crypto/vectors/aes-256-gcm.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Vector => JSON.parse(line));
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

describe('AES-256-GCM by node:crypto', () => {
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const context = utf8('context');
  const sealed = nodeAead.seal(key, nonce, context, utf8('a plain sentence'));

  it.each(vectors)('decides vector $tcId like the vector says', ({ key, iv, aad, msg, ct, tag, result }) => {
    const open = () => nodeAead.open(hex(key), hex(iv), hex(aad), hex(ct + tag));
    if (result === 'valid' && iv.length === 24) {
      expect(open()).toEqual(hex(msg));
      expect(nodeAead.seal(hex(key), hex(iv), hex(aad), hex(msg))).toEqual(hex(ct + tag));
    } else expect(open).toThrow(expect.objectContaining({ code: 'sealed_damaged' }));
  });

  it('gives the same bytes as WebCrypto', async () => {
    expect(await webAead.seal(key, nonce, context, utf8('a plain sentence'))).toEqual(sealed);
  });

  it('gives the same bytes with a key that was made ready, and takes no such key of another length', () => {
    expect(nodeAead.seal(createSecretKey(key), nonce, context, utf8('a plain sentence'))).toEqual(sealed);
    expect(nodeAead.open(createSecretKey(key), nonce, context, sealed)).toEqual(utf8('a plain sentence'));
    for (const length of [16, 24, 31, 33]) {
      const other = createSecretKey(randomBytes(length));
      expect(() => nodeAead.seal(other, nonce, context, sealed)).toThrow(RangeError);
      expect(() => nodeAead.open(other, nonce, context, sealed)).toThrow(RangeError);
    }
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => nodeAead.seal(pair.privateKey, nonce, context, sealed)).toThrow(RangeError);
  });

  it('refuses each single byte that was changed', () => {
    for (let index = 0; index < sealed.length; index++) {
      const changed = sealed.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => nodeAead.open(key, nonce, context, changed)).toThrow(expect.objectContaining({ code: 'sealed_damaged' }));
    }
  });

  it('refuses another context, nonce and key', () => {
    expect(() => nodeAead.open(key, nonce, utf8('contexT'), sealed)).toThrow(expect.objectContaining({ code: 'sealed_damaged' }));
    expect(() => nodeAead.open(key, randomBytes(12), context, sealed)).toThrow(expect.objectContaining({ code: 'sealed_damaged' }));
    expect(() => nodeAead.open(randomBytes(32), nonce, context, sealed)).toThrow(expect.objectContaining({ code: 'sealed_damaged' }));
  });

  it('takes no tag shorter than 16 bytes, no key but of 32, no nonce but of 12', () => {
    for (let cut = 1; cut <= sealed.length; cut++) {
      expect(() => nodeAead.open(key, nonce, context, sealed.subarray(0, -cut))).toThrow(
        expect.objectContaining({ code: 'sealed_damaged' }),
      );
    }
    for (const length of [0, 16, 24, 31, 33]) {
      expect(() => nodeAead.seal(randomBytes(length), nonce, context, sealed)).toThrow(RangeError);
      expect(() => nodeAead.open(randomBytes(length), nonce, context, sealed)).toThrow(RangeError);
    }
    for (const length of [0, 8, 11, 13, 16]) {
      expect(() => nodeAead.seal(key, randomBytes(length), context, sealed)).toThrow(expect.objectContaining({ code: 'sealed_damaged' }));
    }
  });

  it('returns memory of its own, not a part of a shared pool', () => {
    expect(sealed.buffer.byteLength).toBe(sealed.length);
    expect(nodeAead.open(key, nonce, context, sealed).buffer.byteLength).toBe(16);
  });
});
