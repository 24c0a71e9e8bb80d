import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeviceId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { aDevice, aMember, SmallNode } from '#libs/testing/small-node/index.js';
import type { Client } from './client.js';

describe("a member's list of devices", () => {
  let node: SmallNode;
  let first: Client;
  const addPhone = async (): Promise<Client> => {
    const phone = aDevice();
    const pending = await phone.linkThisDevice({ at: node.origin, deviceName: 'Phone' });
    await (await first.approveLink(pending.code)).approve();
    await pending.waitForApproval();
    return phone;
  };
  const idOf = async (client: Client) => (await client.device())?.self.device as DeviceId;
  beforeEach(async () => {
    node = await SmallNode.start();
    first = await aMember(node);
  });
  afterEach(() => node.stop());

  it('loses a device that another one removes, at once', async () => {
    const phone = await addPhone();
    await first.removeDevice(await idOf(phone));
    await expect(phone.me()).rejects.toMatchObject({ code: 'device_revoked' });
    const { devices, chain } = await first.devices();
    expect(devices.filter(({ removedAt }) => removedAt).map(({ name }) => name)).toEqual(['Phone']);
    expect(chain.devices.map(({ name }) => name)).toEqual(['Laptop']);
  });

  it('has no other device to remove', async () => {
    await expect(first.removeDevice(newId<DeviceId>())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused when the node shows an older one, with a removed device back in it', async () => {
    const phone = await addPhone();
    await first.removeDevice(await idOf(phone));
    node.showChain = (chain) => chain.slice(0, 2);
    await expect(first.verifyOwnChain()).rejects.toMatchObject({ code: 'chain_invalid' });
  });

  it('is refused when an entry in it was changed', async () => {
    await addPhone();
    node.showChain = ([one, two]) => {
      if (!one || two?.body.kind !== 'add') throw new Error('no second entry');
      return [one, { ...two, body: { ...two.body, device: { ...two.body.device, name: 'Laptop' } } }];
    };
    await expect(first.verifyOwnChain()).rejects.toMatchObject({ code: 'chain_invalid' });
  });

  it('is refused when the node shows a device that nobody signed, or hides one', async () => {
    await addPhone();
    const views = node.members.views.bind(node.members);
    node.members.views = (device, chain) => views(device, chain).map((view) => ({ ...view, device: newId<DeviceId>() }));
    await expect(first.devices()).rejects.toMatchObject({ code: 'chain_invalid' });
    node.members.views = (device, chain) => views(device, chain).slice(0, 1);
    await expect(first.devices()).rejects.toMatchObject({ code: 'chain_invalid' });
  });
});
