import { chmod, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { acceptDeviceStore, aDeviceRecord } from '#libs/testing/device-store.js';
import { KeyFile } from './key-file.js';

const folder = () => mkdtemp(join(tmpdir(), 'mirrorctl-'));
const never = async () => {
  throw new Error('nobody should be asked');
};
const plainAt = (path: string) => new KeyFile({ path, passphrase: never });
const sealedAt = (path: string, passphrase = 'a quiet evening') => {
  const answers = [passphrase];
  return new KeyFile({ path, protect: passphrase, passphrase: async () => answers.shift() });
};

describe('a plain key file', () => {
  acceptDeviceStore(async () => {
    const path = join(await folder(), 'deep', 'device.json');
    return () => plainAt(path);
  });

  it('is readable by its owner alone', async () => {
    const path = join(await folder(), 'device.json');
    await plainAt(path).save(await aDeviceRecord());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.each([0o640, 0o604, 0o660, 0o644])('is refused at mode %o, with what to do', async (mode) => {
    const path = join(await folder(), 'device.json');
    await plainAt(path).save(await aDeviceRecord());
    await chmod(path, mode);
    await expect(plainAt(path).load()).rejects.toMatchObject({ code: 'device_keys_closed', message: expect.stringContaining('chmod 600') });
  });

  it('is refused where its name is a link to somewhere else', async () => {
    const place = await folder();
    await plainAt(join(place, 'real.json')).save(await aDeviceRecord());
    await symlink(join(place, 'real.json'), join(place, 'device.json'));
    await expect(plainAt(join(place, 'device.json')).load()).rejects.toMatchObject({ code: 'device_keys_closed' });
  });

  it.each(['', '{', '[]', '{"public":{},"secret":{}}'])('is refused, not overwritten, when it says %j', async (text) => {
    const path = join(await folder(), 'device.json');
    await writeFile(path, text, { mode: 0o600 });
    await expect(plainAt(path).load()).rejects.toMatchObject({ code: 'device_keys_closed' });
    await expect(plainAt(path).save(await aDeviceRecord())).rejects.toMatchObject({ code: 'device_keys_closed' });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('leaves nothing beside itself', async () => {
    const place = await folder();
    const file = plainAt(join(place, 'device.json'));
    await file.exclusively(async () => file.save(await aDeviceRecord()));
    expect(await readdir(place)).toEqual(['device.json']);
  });

  it('is taken over from a process that ended while it held it', async () => {
    const place = await folder();
    const path = join(place, 'device.json');
    const { hostname } = await import('node:os');
    // No process has this id: it is larger than the kernel gives.
    await writeFile(`${path}.lock`, `4194999 ${hostname()}`);
    expect(await plainAt(path).exclusively(async () => 'mine')).toBe('mine');
    expect(await readdir(place)).toEqual([]);
  });
});

describe('a sealed key file', () => {
  acceptDeviceStore(async () => {
    const path = join(await folder(), 'device.json');
    return () => sealedAt(path);
  });

  it('holds no key in the clear', async () => {
    const path = join(await folder(), 'device.json');
    const record = await aDeviceRecord();
    await sealedAt(path).save(record);
    const text = await readFile(path, 'utf8');
    const { d } = await crypto.subtle.exportKey('jwk', record.keys.signing.privateKey);
    expect(text).not.toContain(d);
    expect(JSON.parse(text).secret).toMatchObject({ kdf: 'argon2id', memoryKiB: 65536, passes: 3, lanes: 4, cipher: 'aes-256-gcm' });
  });

  it('asks again after a wrong passphrase, three times in all', async () => {
    const path = join(await folder(), 'device.json');
    await sealedAt(path).save(await aDeviceRecord('Laptop'));
    const right = ['wrong', 'also wrong', 'a quiet evening'];
    expect((await new KeyFile({ path, passphrase: async () => right.shift() }).load())?.self.name).toBe('Laptop');
    const wrong = ['wrong', 'wrong', 'wrong', 'a quiet evening'];
    const refused = new KeyFile({ path, passphrase: async () => wrong.shift() });
    await expect(refused.load()).rejects.toMatchObject({ code: 'device_keys_closed' });
    expect(wrong).toHaveLength(1);
  });

  it('is sealed anew each time, and stays under its passphrase', async () => {
    const path = join(await folder(), 'device.json');
    await sealedAt(path).save(await aDeviceRecord());
    const before = JSON.parse(await readFile(path, 'utf8')).secret;
    const file = sealedAt(path);
    const record = await file.load();
    if (record) await file.save(record);
    const after = JSON.parse(await readFile(path, 'utf8')).secret;
    expect(after.salt).toBe(before.salt);
    expect(after.nonce).not.toBe(before.nonce);
  });

  it.each([
    [
      'the pinned identity',
      (file: { public: { identity: string } }) => ({ ...file, public: { ...file.public, identity: 'B'.repeat(43) } }),
    ],
    ['the address', (file: { public: object }) => ({ ...file, public: { ...file.public, origin: 'https://elsewhere.example' } })],
    ['its cost', (file: { secret: object }) => ({ ...file, secret: { ...file.secret, memoryKiB: 8 } })],
  ])('does not open when someone changed %s', async (_, change) => {
    const path = join(await folder(), 'device.json');
    await sealedAt(path).save(await aDeviceRecord());
    const changed = change(JSON.parse(await readFile(path, 'utf8')));
    await writeFile(path, JSON.stringify(changed));
    await expect(sealedAt(path).load()).rejects.toMatchObject({ code: 'device_keys_closed' });
  });
});
