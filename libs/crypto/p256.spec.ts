import { describe, expect, it } from '@jest/globals';
import { randomBytes } from './bytes.js';
import { exportPublic, generateP256, importP256Scalar, signP256, verifyP256 } from './p256.js';

describe('P-256', () => {
  it('verifies what the key signed, and nothing else', async () => {
    const pair = await generateP256('signing', false);
    const raw = await exportPublic(pair.publicKey);
    const message = randomBytes(40);
    const signature = await signP256(pair.privateKey, message);
    expect(signature).toHaveLength(64);
    expect(await verifyP256(raw, message, signature)).toBe(true);
    expect(await verifyP256(raw, randomBytes(40), signature)).toBe(false);
    expect(await verifyP256(await exportPublic((await generateP256('signing', false)).publicKey), message, signature)).toBe(false);
  });

  it('says no, and does not throw, for keys that are no points and signatures that are none', async () => {
    const message = randomBytes(4);
    const noPoint = new Uint8Array(65).fill(4);
    for (const key of [noPoint, noPoint.subarray(1), new Uint8Array(65), new Uint8Array()]) {
      expect(await verifyP256(key, message, new Uint8Array(64))).toBe(false);
    }
    const raw = await exportPublic((await generateP256('signing', false)).publicKey);
    for (const length of [0, 63, 65, 72]) expect(await verifyP256(raw, message, new Uint8Array(length))).toBe(false);
  });

  it('uses a key for what it was made for', async () => {
    const wrapping = await generateP256('wrapping', false);
    await expect(signP256(wrapping.privateKey, new Uint8Array())).rejects.toThrow();
    await expect(importP256Scalar('signing', new Uint8Array(32))).rejects.toThrow();
  });
});
