import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  Chain,
  type ChainEntry,
  type ChainEntryBody,
  type DeviceId,
  type DevicePublic,
  type MemberId,
  type NodeId,
} from '#libs/contracts/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { fromBase64url, toBase64url } from './bytes.js';
import { continuesFrom, entryHash, signEntry, verifyChain } from './chain.js';
import { type DeviceKeys, generateDeviceKeys, publicDeviceKeys } from './device-keys.js';
import { describeDevice } from './enrolment.js';
import { newId } from './id.js';

const node = newId<NodeId>();
const member = newId<MemberId>();
type Device = { keys: DeviceKeys; public: DevicePublic };
type Said = { kind: 'first'; device: DevicePublic } | { kind: 'add'; device: DevicePublic } | { kind: 'remove'; removed: DeviceId };

let recovery: DeviceKeys;
let phone: Device;
let laptop: Device;
let tablet: Device;

const device = async (name: string): Promise<Device> => {
  const keys = await generateDeviceKeys({ extractable: false });
  return { keys, public: await describeDevice(keys, { name, kind: 'browser', keys: 'non-extractable' }) };
};
const recoveryPublic = async () => {
  const { wrapping, signing } = await publicDeviceKeys(recovery);
  return { wrapping: toBase64url(wrapping), signing: toBase64url(signing) };
};

/** An entry after `before`, signed by `by`; `change` forges its body before it is signed. */
const entry = async (before: readonly ChainEntry[], by: Device | 'recovery', said: Said, change: object = {}): Promise<ChainEntry> => {
  const last = before.at(-1);
  const body = {
    version: 1,
    node,
    member,
    index: before.length,
    previous: toBase64url(last ? entryHash(last) : new Uint8Array(32)),
    at: '2026-11-20T12:00:00.000Z',
    signer: by === 'recovery' ? by : by.public.device,
    ...said,
    ...(said.kind === 'first' ? { recovery: await recoveryPublic() } : {}),
    ...change,
  } as ChainEntryBody;
  return signEntry(by === 'recovery' ? recovery.signing.privateKey : by.keys.signing.privateKey, body);
};
const first = (of = phone) => entry([], of, { kind: 'first', device: of.public });
const add = (before: readonly ChainEntry[], by: Device | 'recovery', added: Device, change?: object) =>
  entry(before, by, { kind: 'add', device: added.public }, change);
const remove = (before: readonly ChainEntry[], by: Device | 'recovery', gone: Device) =>
  entry(before, by, { kind: 'remove', removed: gone.public.device });
const grown = async (...steps: ((before: ChainEntry[]) => Promise<ChainEntry>)[]): Promise<ChainEntry[]> => {
  const chain = [await first()];
  for (const step of steps) chain.push(await step([...chain]));
  return chain;
};
const refuses = (chain: ChainEntry[], of = { node, member }) =>
  expect(verifyChain(of.node, of.member, chain)).rejects.toMatchObject({ code: 'chain_invalid' });

beforeAll(async () => {
  recovery = await generateDeviceKeys({ extractable: false });
  [phone, laptop, tablet] = [await device('Phone'), await device('Laptop'), await device('Tablet')];
});

describe('the chain of devices', () => {
  it('says who is there, who is gone, and where it ends', async () => {
    const chain = await grown(
      (before) => add(before, phone, laptop),
      (before) => add(before, laptop, tablet),
      (before) => remove(before, tablet, phone),
    );
    expect(Chain.parse(chain)).toEqual(chain);
    const verified = await verifyChain(node, member, chain);
    expect(verified.devices.map(({ name }) => name)).toEqual(['Laptop', 'Tablet']);
    expect(verified.removed.map(({ name }) => name)).toEqual(['Phone']);
    expect(verified.recovery).toEqual(await recoveryPublic());
    expect(verified.head).toEqual({ index: 3, hash: entryHash(chain[3] as ChainEntry) });
  });

  it('lets the recovery key add and remove, once every device is lost', async () => {
    const chain = await grown(
      (before) => add(before, 'recovery', laptop),
      (before) => remove(before, 'recovery', phone),
    );
    expect((await verifyChain(node, member, chain)).devices.map(({ name }) => name)).toEqual(['Laptop']);
  });

  it('refuses an entry of nobody, and one that vouches for itself', async () => {
    await refuses(await grown((before) => add(before, laptop, laptop)));
    await refuses(await grown((before) => add(before, tablet, laptop)));
    await refuses(await grown((before) => add(before, tablet, laptop, { signer: phone.public.device })));
  });

  it('refuses what a removed device signs', async () => {
    await refuses(
      await grown(
        (before) => add(before, phone, laptop),
        (before) => remove(before, phone, laptop),
        (before) => add(before, laptop, tablet),
      ),
    );
  });

  it('refuses a device or a key that was listed before, the removed too', async () => {
    await refuses(
      await grown(
        (before) => add(before, phone, laptop),
        (before) => add(before, phone, laptop),
      ),
    );
    await refuses(
      await grown(
        (before) => add(before, phone, laptop),
        (before) => remove(before, phone, laptop),
        (before) => add(before, phone, laptop),
      ),
    );
    const renamed = { ...laptop, public: { ...laptop.public, device: newId<DeviceId>() } };
    await refuses(
      await grown(
        (before) => add(before, phone, laptop),
        (before) => add(before, phone, renamed),
      ),
    );
    const recoverys = { ...laptop, public: { ...laptop.public, ...(await recoveryPublic()) } };
    await refuses(await grown((before) => add(before, phone, recoverys)));
    const oneKey = { ...laptop, public: { ...laptop.public, wrapping: laptop.public.signing } };
    await refuses(await grown((before) => add(before, phone, oneKey)));
  });

  it('refuses to remove a device that is not there', async () => {
    await refuses(await grown((before) => remove(before, phone, laptop)));
  });

  it('refuses an entry that was cut out, exchanged or moved', async () => {
    const chain = await grown(
      (before) => add(before, phone, laptop),
      (before) => add(before, laptop, tablet),
    );
    const [one, two, three] = chain as [ChainEntry, ChainEntry, ChainEntry];
    await refuses([]);
    await refuses([two, three]);
    await refuses([one, three]);
    await refuses([one, three, two]);
    await refuses([one, one, two]);
    const other = await add([one], phone, { ...laptop, public: { ...laptop.public, name: 'Other' } });
    await refuses([one, other, three]);
  });

  it('refuses the list of another member or another node', async () => {
    const chain = await grown((before) => add(before, phone, laptop));
    await refuses(chain, { node, member: newId<MemberId>() });
    await refuses(chain, { node: newId<NodeId>(), member });
    await refuses(await grown((before) => add(before, phone, laptop, { member: newId<MemberId>() })));
    await refuses(await grown((before) => add(before, phone, laptop, { node: newId<NodeId>() })));
  });

  it('refuses a first entry that is signed by another, is not the first, or comes twice', async () => {
    await refuses([await entry([], laptop, { kind: 'first', device: phone.public })]);
    await refuses([await entry([], phone, { kind: 'first', device: phone.public }, { signer: 'recovery' })]);
    await refuses([await entry([], 'recovery', { kind: 'first', device: phone.public })]);
    await refuses([await entry([], phone, { kind: 'add', device: phone.public })]);
    await refuses([await entry([], phone, { kind: 'first', device: phone.public }, { index: 1 })]);
    await refuses(await grown((before) => entry(before, phone, { kind: 'first', device: laptop.public })));
    await refuses([await entry([], phone, { kind: 'first', device: phone.public }, { previous: toBase64url(new Uint8Array(32).fill(1)) })]);
  });

  it('refuses each changed byte of a signature, and each changed field', async () => {
    const chain = await grown((before) => add(before, phone, laptop));
    const [one, two] = chain as [ChainEntry, ChainEntry];
    for (const changed of everyByteFlipped(fromBase64url(two.signature))) await refuses([one, { ...two, signature: toBase64url(changed) }]);
    const changes = [
      { at: '2026-11-20T12:00:01.000Z' },
      { signer: 'recovery' as const },
      { previous: toBase64url(new Uint8Array(32)) },
      { device: tablet.public },
      { device: { ...laptop.public, name: 'Laptop 2' } },
      { device: { ...laptop.public, keys: 'software' as const } },
    ];
    for (const change of changes) await refuses([one, { ...two, body: { ...two.body, ...change } as ChainEntryBody }]);
  });

  it('shows a device that pinned its end when that end was cut off or rewritten', async () => {
    const chain = await grown((before) => add(before, phone, laptop));
    const { head } = await verifyChain(node, member, chain);
    const longer = [...chain, await add(chain, laptop, tablet)];
    expect(continuesFrom(longer, head)).toBe(true);
    expect(continuesFrom(chain.slice(0, 1), head)).toBe(false);
    expect(continuesFrom([chain[0] as ChainEntry, await add(chain.slice(0, 1), phone, tablet)], head)).toBe(false);
  });
});
