import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from './bytes.js';
import { ed25519FromSeed, webEd25519Verifier } from './ed25519.js';

const { publicKey, sign } = ed25519FromSeed(randomBytes(32));
const message = randomBytes(20);
const signature = sign(message) as Uint8Array;

afterEach(() => {
  jest.restoreAllMocks();
});

/** As in a browser whose WebCrypto has no Ed25519. The module remembers what it found, so each file of specs starts anew. */
const withoutEd25519 = () =>
  jest.spyOn(globalThis.crypto.subtle, 'importKey').mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError'));

describe('verifying Ed25519 in a browser', () => {
  it('falls back where WebCrypto has none, is as strict, and asks no more', async () => {
    const importKey = withoutEd25519();
    expect(await webEd25519Verifier(publicKey, message, signature)).toBe(true);
    expect(await webEd25519Verifier(publicKey, randomBytes(20), signature)).toBe(false);
    expect(await webEd25519Verifier(new Uint8Array(32).fill(255), message, signature)).toBe(false);
    expect(await webEd25519Verifier(publicKey, message, signature.subarray(1))).toBe(false);
    expect(importKey).toHaveBeenCalledTimes(1);
  });
});
