import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { p256 } from '@noble/curves/nist.js';
import { argon2id as nobleArgon2id } from '@noble/hashes/argon2.js';
import { argon2id as wasmArgon2id } from 'hash-wasm';
import { webAead } from './aead.js';
import { deriveP256Scalar } from './derive-key-pair.js';
import { detKeygenP256 } from './det-keygen.js';
import { hkdfSha256, hmacSha256 } from './digest.js';
import { nobleEd25519Verifier, webEd25519Verifier } from './ed25519.js';
import { hpkeOpen } from './hpke.js';
import { importP256Scalar, verifyP256 } from './p256.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

type Vector = Record<string, string>;
const read = (file: string): Vector[] =>
  readFileSync(new URL(`./vectors/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Test cases that came out otherwise than published, by number; a whole file in one look. */
const wrong = async (file: string, judge: (vector: Vector) => boolean | Promise<boolean>): Promise<unknown[]> => {
  const failed: unknown[] = [];
  const vectors = read(file);
  expect(vectors.length).toBeGreaterThanOrEqual(40);
  for (const vector of vectors) if ((await judge(vector)) !== (vector.result === 'valid')) failed.push(vector.tcId);
  return failed;
};
const succeeds = async (work: () => unknown): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
};

describe('against published vectors', () => {
  it('opens and seals AES-256-GCM as Wycheproof says, and takes nonces of 96 bits alone', async () => {
    const failed = await wrong('aes-256-gcm.jsonl', async ({ key = '', iv = '', aad = '', msg = '', ct = '', tag = '', result }) => {
      if (iv.length !== 24)
        return (await succeeds(() => webAead.open(bytes(key), bytes(iv), bytes(aad), bytes(ct + tag)))) || result === 'valid';
      const opened = await succeeds(async () => {
        expect(hex(await webAead.open(bytes(key), bytes(iv), bytes(aad), bytes(ct + tag)))).toBe(msg);
      });
      if (opened) expect(hex(await webAead.seal(bytes(key), bytes(iv), bytes(aad), bytes(msg)))).toBe(ct + tag);
      return opened;
    });
    expect(failed).toEqual([]);
  });

  it('refuses every published nonce that has not 96 bits', async () => {
    const others = read('aes-256-gcm.jsonl').filter(({ iv = '' }) => iv.length !== 24);
    expect(others.length).toBeGreaterThan(5);
    for (const { key = '', iv = '', aad = '', ct = '', tag = '' } of others) {
      await expect(webAead.open(bytes(key), bytes(iv), bytes(aad), bytes(ct + tag))).rejects.toMatchObject({ code: 'sealed_damaged' });
    }
  });

  it('derives HKDF-SHA-256 as Wycheproof says', async () => {
    const failed = await wrong('hkdf-sha256.jsonl', ({ ikm = '', salt = '', info = '', size, okm = '' }) =>
      succeeds(() => {
        expect(hex(hkdfSha256(bytes(ikm), bytes(salt), bytes(info), Number(size)))).toBe(okm);
      }),
    );
    expect(failed).toEqual([]);
  });

  it('makes HMAC-SHA-256 as Wycheproof says', async () => {
    const failed = await wrong('hmac-sha256.jsonl', ({ key = '', msg = '', tag }) => hex(hmacSha256(bytes(key), bytes(msg))) === tag);
    expect(failed).toEqual([]);
  });

  it.each([
    ['WebCrypto', webEd25519Verifier],
    ['noble', nobleEd25519Verifier],
  ])('verifies Ed25519 by %s as Wycheproof says', async (_, verify) => {
    const failed = await wrong('ed25519.jsonl', ({ publicKey = '', msg = '', sig = '' }) =>
      verify(bytes(publicKey), bytes(msg), bytes(sig)),
    );
    expect(failed).toEqual([]);
  });

  it('verifies ECDSA P-256 in raw form as Wycheproof says', async () => {
    const failed = await wrong('ecdsa-p256-sha256-p1363.jsonl', ({ publicKey = '', msg = '', sig = '' }) =>
      verifyP256(bytes(publicKey), bytes(msg), bytes(sig)),
    );
    expect(failed).toEqual([]);
  });

  it('opens HPKE of RFC 9180 with the recipient key, and derives its pairs', async () => {
    const [vector] = read('hpke-p256-aes256gcm.jsonl') as unknown as (Vector & { encryptions: Vector[] })[];
    const [first] = vector?.encryptions ?? [];
    const pair = await importP256Scalar('wrapping', bytes(vector?.skRm ?? ''));
    const opened = await hpkeOpen(
      pair,
      { enc: bytes(vector?.enc ?? ''), ct: bytes(first?.ct ?? '') },
      bytes(vector?.info ?? ''),
      bytes(first?.aad ?? ''),
    );
    expect(hex(opened)).toBe(first?.pt);
    for (const { ikm = '', sk, pk } of read('derive-key-pair-p256.jsonl')) {
      const scalar = deriveP256Scalar(bytes(ikm));
      expect(hex(scalar)).toBe(sk);
      expect(hex(p256.getPublicKey(scalar, false))).toBe(pk);
    }
  });

  it('generates ECDSA keys of a seed as C2SP det-keygen says, the retried candidate too', () => {
    const vectors = read('det-keygen-p256.jsonl');
    for (const { seed = '', pkcs8 = '' } of vectors) {
      const scalar = detKeygenP256(Uint8Array.from(Buffer.from(seed, 'base64')));
      const written = Buffer.from(pkcs8, 'base64');
      expect(written.includes(Buffer.from(scalar))).toBe(true);
      expect(written.includes(Buffer.from(p256.getPublicKey(scalar, false)))).toBe(true);
    }
    // The seed that the specification names for step 11.
    expect(vectors.map(({ seed = '' }) => Buffer.from(seed, 'base64').toString('hex'))).toContain('b432f9be30890480298218510559aed7');
  });

  it('finds the Argon2id of its reference and the implementation of browsers agrees with it', async () => {
    const [vector] = read('argon2id.jsonl');
    const { password = '', salt = '', secret = '', associatedData = '', tag } = vector ?? {};
    const [m, t, p] = [Number(vector?.memoryKiB), Number(vector?.passes), Number(vector?.lanes)];
    const reference = nobleArgon2id(bytes(password), bytes(salt), {
      m,
      t,
      p,
      dkLen: 32,
      key: bytes(secret),
      personalization: bytes(associatedData),
    });
    expect(hex(reference)).toBe(tag);
    const cost = { memorySize: m, iterations: t, parallelism: p, hashLength: 32, outputType: 'hex' as const };
    expect(await wasmArgon2id({ password: bytes(password), salt: bytes(salt), ...cost })).toBe(
      hex(nobleArgon2id(bytes(password), bytes(salt), { m, t, p, dkLen: 32 })),
    );
  });
});
