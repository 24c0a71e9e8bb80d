import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { InstanceId, Role } from '#libs/contracts/index.js';
import { concatBytes, hpkeSeal, newId, randomBytes } from '#libs/crypto/index.js';
import { nodeEd25519Signer } from '#libs/platform/crypto/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { makeBusKeys, readBusKeys } from './bus-keys.js';
import { type Channel, makeChannel, openChannel } from './channel.js';
import { type ChannelHeader, claimContext, HEADER_BYTES, headerBytes, parseHeader, signedPart } from './channel-header.js';

const files = makeBusKeys();
const keys = (role: Role, of = files) => readBusKeys(role, of.secrets[role], of.directory);
const instance = newId<InstanceId>();
const now = 1_790_000_000_000;
const refused = expect.objectContaining({ code: 'sealed_damaged' });
const make = (): Promise<Channel> => makeChannel(keys('gateway'), instance, 'vault', now);

/** A header as the gateway would have made it, but for what is changed; signed by `signer`. */
const forged = async (change: Partial<ChannelHeader>, signer: Role = 'gateway'): Promise<Uint8Array> => {
  const { enc: _enc, ct: _ct, signature: _signature, ...claim } = parseHeader((await make()).header);
  const claimed = { ...claim, ...change };
  const context = claimContext(claimed);
  const sealed = await hpkeSeal(keys(claimed.callee).roles[claimed.callee].wrapping, context, context, randomBytes(32));
  const { enc, ct } = { ...sealed, ...change };
  const signature = nodeEd25519Signer(keys(signer).signing).sign(signedPart(claimed, enc, ct));
  return headerBytes({ ...claimed, enc, ct, signature });
};

describe('a channel between two roles', () => {
  it('gives the callee the keys that the caller made, one per direction', async () => {
    const made = await make();
    const opened = await openChannel(keys('vault'), made.header);
    expect(opened.header).toEqual(made.header);
    for (const way of ['request', 'reply', 'signal'] as const) expect(opened.keys[way].equals(made.keys[way])).toBe(true);
    expect(opened).toMatchObject({ caller: 'gateway', callee: 'vault', instance, madeAt: now });
    expect(new Set(Object.values(made.keys).map((key) => key.export().toString('hex'))).size).toBe(3);
  });

  it('has a key of its own each time', async () => {
    const [one, other] = await Promise.all([make(), make()]);
    expect(one.keys.request.equals(other.keys.request)).toBe(false);
  });

  it('is refused where one byte of its header was changed', async () => {
    const { header } = await make();
    for (const changed of everyByteFlipped(header)) await expect(openChannel(keys('vault'), changed)).rejects.toEqual(refused);
  });

  it('is refused where it is cut or lengthened', async () => {
    const { header } = await make();
    for (let length = 0; length < header.length; length += 1)
      await expect(openChannel(keys('vault'), header.subarray(0, length))).rejects.toEqual(refused);
    await expect(openChannel(keys('vault'), concatBytes(header, Uint8Array.of(0)))).rejects.toEqual(refused);
  });

  it('is refused by every role but the one that it is for', async () => {
    const { header } = await make();
    for (const role of ['gateway', 'gate', 'reflection'] as const) await expect(openChannel(keys(role), header)).rejects.toEqual(refused);
  });

  it('is refused where another role signed in the name of the caller', async () => {
    await expect(openChannel(keys('vault'), await forged({}))).resolves.toMatchObject({ caller: 'gateway' });
    for (const signer of ['gate', 'vault', 'reflection'] as const)
      await expect(openChannel(keys('vault'), await forged({}, signer))).rejects.toEqual(refused);
  });

  it('is refused where a role passes on, under its own name, a key that another sealed', async () => {
    const stolen = parseHeader((await make()).header);
    const header = await forged({ caller: 'gate', enc: stolen.enc, ct: stolen.ct }, 'gate');
    await expect(openChannel(keys('vault'), header)).rejects.toEqual(refused);
  });

  it('is refused on another node, whose roles are called the same', async () => {
    const other = makeBusKeys();
    await expect(openChannel(keys('vault', other), (await make()).header)).rejects.toEqual(refused);
    await expect(openChannel(keys('vault'), await forged({ bus: randomBytes(16) }))).rejects.toEqual(refused);
  });

  it('is refused where parts of two are put together', async () => {
    const [one, other] = (await Promise.all([make(), make()])).map(({ header }) => parseHeader(header));
    for (const field of ['id', 'enc', 'ct', 'signature'] as const) {
      const mixed = headerBytes({ ...(one as ChannelHeader), [field]: (other as ChannelHeader)[field] });
      await expect(openChannel(keys('vault'), mixed)).rejects.toEqual(refused);
    }
  });

  it('is never opened from bytes that nobody signed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: HEADER_BYTES - 2, maxLength: HEADER_BYTES + 2 }), async (bytes) => {
        await expect(openChannel(keys('vault'), bytes)).rejects.toEqual(refused);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the header of a channel', () => {
  it('reads as it was written', () =>
    fc.assert(
      fc.property(
        fc.record({
          bus: fc.uint8Array({ minLength: 16, maxLength: 16 }),
          caller: fc.constantFrom<Role>('gateway', 'gate', 'vault', 'reflection'),
          instance: fc.uuid() as fc.Arbitrary<InstanceId>,
          callee: fc.constantFrom<Role>('gateway', 'gate', 'vault', 'reflection'),
          id: fc.uint8Array({ minLength: 16, maxLength: 16 }),
          madeAt: fc.maxSafeNat(),
          enc: fc.uint8Array({ minLength: 65, maxLength: 65 }),
          ct: fc.uint8Array({ minLength: 48, maxLength: 48 }),
          signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
        }),
        (header) => expect(parseHeader(headerBytes(header))).toEqual(header),
      ),
    ));
});
