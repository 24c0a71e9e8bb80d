import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DeviceId, events, type MemberId, signals, vaultCalls } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/eventually.js';
import { type RunningVault, startVault } from '#libs/testing/running-vault.js';

jest.setTimeout(60_000);

let vault: RunningVault;
beforeAll(async () => {
  vault = await startVault();
});
afterAll(async () => {
  await vault?.close();
  await vault?.database.close();
});

/** As the gateway removes a device. */
const remove = (member: MemberId, device: DeviceId) =>
  vault.database.unitOfWork.run({ role: 'gateway', member }, (tx) =>
    vault.bus.for('gateway').publish(tx, events.deviceRemoved, { member, device }),
  );
const state = async (member: MemberId) => (await vault.bus.for('gateway').call(vaultCalls.state, { member })).state;
const wraps = (member: MemberId) =>
  vault.database.look<{ recipient: string }>('select recipient from keys.wrap where member = $1', [member]);

describe('a removed device', () => {
  it('loses its wrap, and the vault that it opened closes', async () => {
    const [ida, otto] = [await vault.enrol(), await vault.enrol()];
    const laptop = await vault.addDevice(ida);
    await vault.unlock(ida, { device: laptop });
    await vault.unlock(otto);
    await remove(ida.member, laptop.device);
    await eventually(async () => {
      expect((await wraps(ida.member)).map(({ recipient }) => recipient).sort()).toEqual([ida.device.device, 'recovery'].sort());
      expect(await state(ida.member)).toBe('locked');
    });
    await expect(vault.prepare(ida, { device: laptop })).rejects.toMatchObject({ code: 'not_found' });
    await vault.unlock(ida);
    expect(await state(otto.member)).toBe('unlocked');
  });

  it('leaves open what another device opened', async () => {
    const ida = await vault.enrol();
    const laptop = await vault.addDevice(ida);
    await vault.unlock(ida);
    await remove(ida.member, laptop.device);
    await eventually(async () => expect(await wraps(ida.member)).toHaveLength(2));
    expect(await state(ida.member)).toBe('unlocked');
  });

  it('takes nothing of another member’s with it', async () => {
    const [ida, otto] = [await vault.enrol(), await vault.enrol()];
    await remove(ida.member, otto.device.device);
    await vault.unlock(otto);
    await eventually(async () => {
      const left = await vault.database.look(
        `select 1 from bus.delivery d join bus.outbox o on o.id = d.event where d.subscriber = 'vault.unwrap'`,
      );
      expect(left).toEqual([]);
    });
    expect(await wraps(otto.member)).toHaveLength(2);
    expect(await state(otto.member)).toBe('unlocked');
  });

  it('is shut out by the signal already, with the challenge that it holds', async () => {
    const ida = await vault.enrol();
    await vault.unlock(ida);
    const unlock = await vault.prepare(ida);
    vault.bus.for('gateway').signal(signals.deviceRemoved, { member: ida.member, device: ida.device.device });
    await eventually(async () => expect(await state(ida.member)).toBe('locked'));
    const { member } = ida;
    const { device, signing } = ida.device;
    await expect(vault.bus.for('gateway').call(vaultCalls.unlock, { member, device, signing, unlock })).rejects.toMatchObject({
      code: 'challenge_expired',
    });
  });
});
