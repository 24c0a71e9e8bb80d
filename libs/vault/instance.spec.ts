import { describe, expect, it } from '@jest/globals';
import type { NodeId } from '#libs/contracts/index.js';
import { ed25519FromSeed, newId, randomBytes, verifyCertificate, webEd25519Verifier } from '#libs/crypto/index.js';
import { CallingBus } from '#libs/testing/calling-bus.js';
import { Instance } from './instance.js';
import type { NodeKeys } from './node-keys.js';

const HOUR = 3_600_000;
const identity = ed25519FromSeed(randomBytes(32));
const node = newId<NodeId>();
const bus = new CallingBus(async () => ({}));
const keys: Pick<NodeKeys, 'node' | 'identity'> = { node, identity };

describe('the key of an instance', () => {
  it('is certified for a day, given out for 23 hours, and can’t be extracted', async () => {
    const instance = new Instance(bus, keys as NodeKeys);
    expect(instance.id).toBe(bus.instance);
    const now = Date.now();
    const first = await instance.key(now);
    expect(first.pair.privateKey.extractable).toBe(false);
    expect(await instance.key(now + 23 * HOUR - 1)).toBe(first);
    const second = await instance.key(now + 23 * HOUR);
    expect(second.certificate.publicKey).not.toBe(first.certificate.publicKey);
    await verifyCertificate(webEd25519Verifier, identity.publicKey, node, 'unlock', second.certificate, now + 40 * HOUR);
    await expect(
      verifyCertificate(webEd25519Verifier, identity.publicKey, node, 'unlock', first.certificate, now + 25 * HOUR),
    ).rejects.toMatchObject({
      code: 'identity_mismatch',
    });
  });

  it('is made anew for the next who asks where it could not be made', async () => {
    let fails = true;
    const sign: typeof identity.sign = (message) => {
      if (fails) throw new Error('as asked');
      return identity.sign(message);
    };
    const failing: typeof keys = { node, identity: { ...identity, sign } };
    const instance = new Instance(bus, failing as NodeKeys);
    await expect(instance.key(Date.now())).rejects.toThrow('as asked');
    fails = false;
    await expect(instance.key(Date.now())).resolves.toMatchObject({ certificate: { use: 'unlock' } });
  });

  it('is one for all who ask at once', async () => {
    const instance = new Instance(bus, keys as NodeKeys);
    const [one, two] = await Promise.all([instance.key(Date.now()), instance.key(Date.now())]);
    expect(one).toBe(two);
  });
});
