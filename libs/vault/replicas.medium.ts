import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { events, type MemberId, signals, type UnlockRequest, vaultCalls } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/eventually.js';
import { type Enrolled, firstDevice, type RunningVault, startVault, type Unlocking } from '#libs/testing/running-vault.js';
import { type WiredBus, Wires } from '#libs/testing/wired-buses.js';

jest.setTimeout(60_000);

/** Two processes of the vault on one database. */
const wires = new Wires();
let [one, two]: RunningVault[] = [];
let ida: Enrolled;
beforeAll(async () => {
  one = await startVault({ adapter: wires.adapter });
  const { database, secretsFolder } = one;
  two = await startVault({ database, secretsFolder, adapter: wires.adapter });
});
afterAll(async () => {
  await two?.close();
  await one?.close();
  await one?.database.close();
});
beforeEach(async () => {
  ida = await first().enrol();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const running = (vault: RunningVault | undefined): RunningVault => {
  if (!vault) throw new Error('not started');
  return vault;
};
const first = () => running(one);
const second = () => running(two);
const busOf = (vault: RunningVault) => vault.bus as WiredBus;
const state = async (at: RunningVault) => (await at.bus.for('gateway').call(vaultCalls.state, { member: ida.member })).state;
const challengeFrom = async (at: RunningVault) =>
  (await at.bus.for('gateway').call(vaultCalls.challenge, { member: ida.member, device: ida.device.device })).instance;
const send = (at: RunningVault, unlock: UnlockRequest, { device, signing }: Unlocking = firstDevice(ida)) =>
  at.bus.for('gateway').call(vaultCalls.unlock, { member: ida.member, device, signing, unlock });
const seal = (at: RunningVault) =>
  at.bus.for('reflection').call(vaultCalls.seal, {
    member: ida.member,
    purpose: 'reflect',
    items: [{ item: newId(), collection: 'reflection', text: 'I said yes again.' }],
  });
/** What the process itself has open, whatever the wires say of it. */
const hasKeys = async (at: RunningVault, member: MemberId = ida.member) => {
  const holder = wires.holders.get(member);
  wires.holders.set(member, at.bus.instance);
  const found = await at.bus.for('gateway').call(vaultCalls.state, { member });
  if (holder) wires.holders.set(member, holder);
  else wires.holders.delete(member);
  return found.state === 'unlocked';
};
/** The clocks of this process go on without it, as while it is paused. */
const pause = (milliseconds: number) => {
  const clock = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => clock() + milliseconds);
};

describe('of two processes of the vault', () => {
  it('both are the same node, each under its own name on the bus', async () => {
    expect(second().node.node).toBe(first().node.node);
    expect(second().node.identityKey).toEqual(first().node.identityKey);
    expect(await challengeFrom(first())).toBe(first().bus.instance);
    expect(await challengeFrom(second())).toBe(second().bus.instance);
  });

  it('the one that was unlocked answers, wherever it is asked', async () => {
    await second().unlock(ida);
    expect([await state(first()), await state(second())]).toEqual(['unlocked', 'unlocked']);
    expect([await hasKeys(first()), await hasKeys(second())]).toEqual([false, true]);
    await expect(seal(first())).resolves.toMatchObject({ items: [expect.anything()] });
  });

  it('gives the next challenge, also for another device of the member', async () => {
    await second().unlock(ida);
    const laptop = await first().addDevice(ida);
    const unlock = await first().prepare(ida, { device: laptop, purposes: ['history'] });
    expect(unlock.instance).toBe(second().bus.instance);
    await send(first(), unlock, laptop);
    expect(await hasKeys(first())).toBe(false);
    expect(await second().bus.for('gateway').call(vaultCalls.state, { member: ida.member })).toMatchObject({
      purposes: ['reflect', 'history', 'outline'],
    });
  });

  it('opens for a member whom the other has opened meanwhile: the device is told to ask anew', async () => {
    const late = await first().prepare(ida);
    await second().unlock(ida);
    await expect(send(first(), late)).rejects.toMatchObject({ code: 'challenge_expired' });
    expect(await hasKeys(first())).toBe(false);
    expect(await challengeFrom(first())).toBe(second().bus.instance);
  });

  it('is locked wherever that is asked, and lets go', async () => {
    await second().unlock(ida);
    await first().bus.for('gateway').call(vaultCalls.lock, { member: ida.member });
    expect(await hasKeys(second())).toBe(false);
    expect(wires.holders.has(ida.member)).toBe(false);
    await expect(seal(second())).rejects.toMatchObject({ code: 'vault_locked' });
  });
});

describe('a process of the vault that was taken for dead', () => {
  it('wipes what another has opened since, and tells nobody that it closed', async () => {
    await first().unlock(ida);
    busOf(first()).isPresent = false;
    await expect(seal(second())).rejects.toMatchObject({ code: 'vault_locked' });
    await second().unlock(ida);
    const told: unknown[] = [];
    const stop = second()
      .bus.for('gateway')
      .onSignal(signals.vaultChanged, (change) => void told.push(change));
    busOf(first()).return();
    expect(await hasKeys(first())).toBe(false);
    await expect(seal(first())).resolves.toMatchObject({ items: [expect.anything()] });
    expect(wires.holders.get(ida.member)).toBe(second().bus.instance);
    expect(told).toEqual([]);
    stop();
  });

  it('opens nothing after it stood still, before any message told it so', async () => {
    await first().unlock(ida);
    pause(30_000);
    await expect(seal(first())).rejects.toMatchObject({ code: 'vault_locked' });
    await eventually(async () => expect(wires.holders.has(ida.member)).toBe(false));
    jest.restoreAllMocks();
    await first().unlock(ida);
    await seal(first());
  });

  it('does not open again what was locked while it stood still', async () => {
    await first().unlock(ida);
    busOf(first()).isPresent = false;
    await second().bus.for('gateway').call(vaultCalls.lock, { member: ida.member });
    pause(30_000);
    busOf(first()).return();
    expect(await state(second())).toBe('locked');
    expect(await hasKeys(first())).toBe(false);
  });

  it('does not open again what was locked while nobody reached it, though it went on running', async () => {
    await first().unlock(ida);
    busOf(first()).isPresent = false;
    const told: unknown[] = [];
    const stop = first()
      .bus.for('reflection')
      .onSignal(signals.vaultChanged, (change) => void told.push(change));
    await second().bus.for('gateway').call(vaultCalls.lock, { member: ida.member });
    busOf(first()).return();
    expect(await state(second())).toBe('locked');
    expect(await hasKeys(first())).toBe(false);
    // Who remembers words of the member because the vault is open hears it from the one that answered.
    expect(told).toEqual([{ member: ida.member, state: 'locked' }]);
    stop();
    await first().unlock(ida);
    await expect(seal(second())).resolves.toMatchObject({ items: [expect.anything()] });
  });
});

describe('a device that was removed', () => {
  const removed = (device: Unlocking) =>
    first().database.unitOfWork.run({ role: 'gateway', member: ida.member }, (tx) =>
      first().bus.for('gateway').publish(tx, events.deviceRemoved, { member: ida.member, device: device.device }),
    );

  it('closes what it opened in whichever process, though the signal was lost', async () => {
    for (const at of [first(), second()]) {
      const laptop = await first().addDevice(ida);
      await at.unlock(ida, { device: laptop });
      await removed(laptop);
      await eventually(async () => expect(await hasKeys(at)).toBe(false));
      expect(wires.holders.has(ida.member)).toBe(false);
    }
  });

  it('closes it at once by the signal, in the process that did not handle the event', async () => {
    await second().unlock(ida);
    first().bus.for('gateway').signal(signals.deviceRemoved, { member: ida.member, device: ida.device.device });
    await eventually(async () => expect(await hasKeys(second())).toBe(false), 900);
  });

  it('leaves open what others of the member opened', async () => {
    const laptop = await first().addDevice(ida);
    await second().unlock(ida);
    await removed(laptop);
    await eventually(async () => {
      const left = await first().database.look(`select from keys.wrap where recipient = $1`, [laptop.device]);
      expect(left).toEqual([]);
    });
    expect(await hasKeys(second())).toBe(true);
  });
});
