import { describe, expect, it } from '@jest/globals';
import type { InstanceId, Role } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { makeBusKeys, readBusKeys } from './bus-keys.js';
import { makeChannel } from './channel.js';
import { IncomingChannels, OutgoingChannels } from './channels.js';
import { CHANNEL_MS } from './freshness.js';

const files = makeBusKeys();
const keys = (role: Role) => readBusKeys(role, files.secrets[role], files.directory);
const instance = newId<InstanceId>();

describe('the channels that a role speaks through', () => {
  const at = { clock: 1_790_000_000_000, ticks: 0 };
  const outgoing = new OutgoingChannels(
    keys('gateway'),
    instance,
    () => at.clock,
    () => at.ticks,
  );

  it('are made once per role, however many ask at the same time', async () => {
    const [one, two, other] = await Promise.all([outgoing.to('vault'), outgoing.to('vault'), outgoing.to('gate')]);
    expect(one).toBe(two);
    expect(other).not.toBe(one);
  });

  it.each([
    ['ten minutes later', CHANNEL_MS, CHANNEL_MS],
    ['where the clock was set forth', CHANNEL_MS, 0],
    ['where the clock was set back', -1, 0],
    ['where the clock was set back while time passed', 0, CHANNEL_MS],
  ])('are made anew %s', async (_when, clock, ticks) => {
    const before = await outgoing.to('vault');
    expect(await outgoing.to('vault')).toBe(before);
    at.clock += clock;
    at.ticks += ticks;
    expect(await outgoing.to('vault')).not.toBe(before);
  });
});

describe('the channels that others speak through', () => {
  const headerOf = async () => (await makeChannel(keys('gateway'), instance, 'vault', Date.now())).header;

  it('are opened once', async () => {
    const incoming = new IncomingChannels(keys('vault'));
    const header = await headerOf();
    const [one, two] = await Promise.all([incoming.of(header), incoming.of(header.slice())]);
    expect(one).toBe(two);
    expect(incoming.size).toBe(1);
  });

  it('take no room where they do not verify', async () => {
    const incoming = new IncomingChannels(keys('vault'));
    const header = await headerOf();
    header[header.length - 1] = (header[header.length - 1] ?? 0) ^ 1;
    await expect(incoming.of(header)).rejects.toMatchObject({ code: 'sealed_damaged' });
    expect(incoming.size).toBe(0);
  });

  it('are forgotten when nobody can use them any more', async () => {
    let ticks = 0;
    const incoming = new IncomingChannels(keys('vault'), () => ticks);
    await incoming.of(await headerOf());
    ticks = CHANNEL_MS * 2;
    await incoming.of(await headerOf());
    expect(incoming.size).toBe(1);
  });
});
