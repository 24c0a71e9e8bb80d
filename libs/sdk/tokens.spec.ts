import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aMember, anotherTab, SmallNode } from '#libs/testing/small-node/index.js';
import { MemoryStore } from './memory-store.js';

describe('tokens of a device', () => {
  let node: SmallNode;
  const store = () => new MemoryStore();
  const renewals = () => node.asked.filter((asked) => asked === 'POST /v1/tokens').length;
  beforeEach(async () => {
    node = await SmallNode.start();
  });
  afterEach(() => node.stop());

  it('are renewed once for all requests that wait', async () => {
    const client = await aMember(node);
    node.members.forgetTokens({ refresh: false });
    await Promise.all(Array.from({ length: 6 }, () => client.me()));
    expect(renewals()).toBe(1);
  });

  it('are renewed by one of two tabs, and used by both', async () => {
    const shared = store();
    const one = await aMember(node, { store: shared });
    const other = anotherTab(shared);
    node.members.forgetTokens({ refresh: false });
    const [mine, theirs] = await Promise.all([one.me(), other.me()]);
    expect(mine).toEqual(theirs);
    // A second refresh with the same token would have ended the family.
    expect(renewals()).toBe(1);
  });

  it('are renewed before they end', async () => {
    node.members.tokenLife = 5_000;
    const client = await aMember(node);
    await client.me();
    expect(node.asked.filter((asked) => asked === 'GET /v1/me')).toHaveLength(1);
    expect(renewals()).toBe(1);
  });

  it('come from the device key alone where the refresh token is of no use', async () => {
    const client = await aMember(node);
    node.members.forgetTokens({ refresh: true });
    expect((await client.me()).name).toBe('Ida');
    expect(renewals()).toBe(2);
  });

  it('are not asked for by a device that was removed', async () => {
    const client = await aMember(node);
    const { self } = (await client.device()) ?? {};
    await client.removeDevice(self?.device as never);
    node.members.forgetTokens({ refresh: true });
    await expect(client.me()).rejects.toMatchObject({ code: 'device_revoked' });
  });

  it('are refused to a device that never joined', async () => {
    const client = anotherTab(store());
    await expect(client.me()).rejects.toMatchObject({ code: 'not_enrolled' });
    expect(node.asked).toEqual([]);
  });
});
