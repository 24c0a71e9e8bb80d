import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ed25519FromSeed, randomBytes, utf8, webEd25519Verifier } from '#libs/crypto/index.js';
import { ed25519PairFromSeed, ed25519Seed, generateEd25519, nodeEd25519Signer, nodeEd25519Verifier } from './index.js';

type Vector = { tcId: number; publicKey: string; msg: string; sig: string; result: string };
const vectors = readFileSync(new URL('../../crypto/vectors/ed25519.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Vector => JSON.parse(line));
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

describe('Ed25519 by node:crypto', () => {
  it.each(vectors)('verifies vector $tcId like the vector says', ({ publicKey, msg, sig, result }) => {
    expect(nodeEd25519Verifier(hex(publicKey), hex(msg), hex(sig))).toBe(result === 'valid');
  });

  it('signs what the browser verifies, with the key that a seed gives everywhere', async () => {
    const seed = randomBytes(32);
    const pair = ed25519PairFromSeed(seed);
    const signature = nodeEd25519Signer(pair.privateKey).sign(utf8('a message'));
    expect(pair.publicKey).toEqual(ed25519FromSeed(seed).publicKey);
    expect(signature).toEqual(ed25519FromSeed(seed).sign(utf8('a message')));
    expect(await webEd25519Verifier(pair.publicKey, utf8('a message'), signature)).toBe(true);
    expect(ed25519Seed(pair.privateKey)).toEqual(seed);
  });

  it('refuses each single byte of message and signature that was changed', () => {
    const { privateKey, publicKey } = generateEd25519();
    const message = utf8('what was said');
    const signature = nodeEd25519Signer(privateKey).sign(message);
    expect(nodeEd25519Verifier(publicKey, message, signature)).toBe(true);
    for (const part of [message, signature]) {
      for (let index = 0; index < part.length; index++) {
        part[index] = (part[index] ?? 0) ^ 1;
        expect(nodeEd25519Verifier(publicKey, message, signature)).toBe(false);
        part[index] = (part[index] ?? 0) ^ 1;
      }
    }
  });

  it('says no to keys and signatures of another length, and takes no key of another kind', () => {
    const { privateKey, publicKey } = generateEd25519();
    const signature = nodeEd25519Signer(privateKey).sign(utf8(''));
    expect(nodeEd25519Verifier(publicKey.subarray(1), utf8(''), signature)).toBe(false);
    expect(nodeEd25519Verifier(publicKey, utf8(''), signature.subarray(1))).toBe(false);
    expect(() => ed25519PairFromSeed(randomBytes(31))).toThrow(RangeError);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => nodeEd25519Signer(other.privateKey)).toThrow(RangeError);
  });
});
