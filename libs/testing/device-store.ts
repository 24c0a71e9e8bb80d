import { expect, it } from '@jest/globals';
import type { DeviceId, LinkId, NodeId } from '#libs/contracts/index.js';
import { exportPublic, generateDeviceKeys, newId, signP256, toBase64url, utf8, verifyP256 } from '#libs/crypto/index.js';
import { type DeviceRecord, type DeviceStore, defaultSettings } from '#libs/sdk/index.js';

/** A record as a device that waits for approval keeps it. */
export const aDeviceRecord = async (name = 'Laptop'): Promise<DeviceRecord> => {
  const keys = await generateDeviceKeys({ extractable: true });
  const wrapping = toBase64url(await exportPublic(keys.wrapping.publicKey));
  const signing = toBase64url(await exportPublic(keys.signing.publicKey));
  return {
    version: 1,
    origin: 'http://localhost:8080',
    node: newId<NodeId>(),
    identity: 'A'.repeat(43),
    self: { device: newId<DeviceId>(), name, kind: 'cli', keys: 'software', wrapping, signing },
    keys,
    settings: defaultSettings,
    standing: { is: 'linking', link: newId<LinkId>(), code: '123456', expires: '2026-11-20T08:00:00.000Z' },
  };
};

/** What every DeviceStore does. `open` opens the same place again, as another tab or process. */
export const acceptDeviceStore = (open: () => Promise<() => DeviceStore>): void => {
  it('is empty at first', async () => {
    const store = (await open())();
    expect(await store.load()).toBeUndefined();
  });

  it('gives back what was saved, with keys that still sign', async () => {
    const again = await open();
    const record = await aDeviceRecord();
    await again().save(record);
    const { keys, ...rest } = (await again().load()) ?? (await aDeviceRecord());
    const { keys: _, ...saved } = record;
    expect(rest).toEqual(saved);
    const signature = await signP256(keys.signing.privateKey, utf8('it is me'));
    const publicKey = await exportPublic(record.keys.signing.publicKey);
    expect(await verifyP256(publicKey, utf8('it is me'), signature)).toBe(true);
  });

  it('saves again what it loaded', async () => {
    const again = await open();
    await again().save(await aDeviceRecord());
    const store = again();
    const loaded = (await store.load()) ?? (await aDeviceRecord());
    await store.save({ ...loaded, self: { ...loaded.self, name: 'Another name' } });
    expect((await again().load())?.self.name).toBe('Another name');
  });

  it('is empty again once removed', async () => {
    const again = await open();
    await again().save(await aDeviceRecord());
    await again().remove();
    expect(await again().load()).toBeUndefined();
  });

  it('lets one at a time change it', async () => {
    const again = await open();
    await again().save(await aDeviceRecord('0'));
    const increase = async () => {
      const store = again();
      await store.exclusively(async () => {
        const record = (await store.load()) ?? (await aDeviceRecord());
        await store.save({ ...record, self: { ...record.self, name: `${Number(record.self.name) + 1}` } });
      });
    };
    await Promise.all(Array.from({ length: 8 }, increase));
    expect((await again().load())?.self.name).toBe('8');
  });

  it('goes on after work that failed', async () => {
    const store = (await open())();
    const failing = store.exclusively(async () => {
      throw new RangeError('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await store.exclusively(async () => 'next')).toBe('next');
  });
};
