import { describe, expect, it } from '@jest/globals';
import { makeKeptKey, openWords, sealWords } from './kept-seal.js';

const at = '2026-11-19T21:40:00.000Z';

describe('words kept on this device', () => {
  it('open again under the key of the browser', async () => {
    const key = await makeKeptKey();
    expect(await openWords(key, await sealWords(key, 'Not sent.', at))).toBe('Not sent.');
  });

  it('have a key that can’t be copied out', async () => {
    const key = await makeKeptKey();
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });

  it('do not open where any byte, the time or the name was changed', async () => {
    const key = await makeKeptKey();
    const entry = await sealWords(key, 'Not sent.', at);
    for (let place = 0; place < entry.sealed.byteLength; place += 1) {
      const flipped = new Uint8Array(entry.sealed.slice(0));
      flipped[place] = (flipped[place] ?? 0) ^ 1;
      await expect(openWords(key, { ...entry, sealed: flipped.buffer })).rejects.toThrow();
    }
    await expect(openWords(key, { ...entry, at: '2026-11-19T21:41:00.000Z' })).rejects.toThrow();
    await expect(openWords(key, { ...entry, id: crypto.randomUUID() })).rejects.toThrow();
    await expect(openWords(await makeKeptKey(), entry)).rejects.toThrow();
  });

  it('are never sealed twice under one nonce', async () => {
    const key = await makeKeptKey();
    const nonces = await Promise.all(Array.from({ length: 64 }, async () => (await sealWords(key, 'Same.', at)).nonce.join()));
    expect(new Set(nonces).size).toBe(64);
  });
});
