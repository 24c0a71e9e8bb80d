import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SecretFiles } from '#libs/platform/config/index.js';
import { temporaryFolder } from '#libs/testing/temporary-folder.js';
import { MountedRootKey, openRootKey, RootKeyFile } from './root-key-file.js';

let folder: string;
beforeEach(async () => {
  folder = join(await temporaryFolder(), 'secrets');
});
afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true });
});

describe('the root key file', () => {
  it('is made where nothing was sealed yet, for its owner alone, and is the same from then on', async () => {
    const made = await openRootKey(folder, { existingData: false });
    expect(made.key).toHaveLength(32);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'root.key'))).mode & 0o777).toBe(0o600);
    expect(await openRootKey(folder, { existingData: true })).toEqual(made);
    expect(await openRootKey(folder, { existingData: false })).toEqual(made);
  });

  it('is one, however many start at once, and leaves nothing unfinished', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => openRootKey(folder, { existingData: false })));
    for (const key of keys) expect(key).toEqual(keys[0]);
    expect(await readdir(folder)).toEqual(['root.key']);
  });

  it('is never made beside data: the sentence names it, and nothing is touched', async () => {
    await expect(openRootKey(folder, { existingData: true })).rejects.toMatchObject({
      code: 'vault_unavailable',
      message: `The root key ${join(folder, 'root.key')} is missing, and there is data that only it opens. Put it back, then start again. Nothing was changed, and no new key was made.`,
    });
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that is damaged is not replaced, whether there is data or not', async () => {
    await openRootKey(folder, { existingData: false });
    const path = join(folder, 'root.key');
    await writeFile(path, 'half of it');
    for (const existingData of [true, false]) await expect(openRootKey(folder, { existingData })).rejects.toThrow(`${path} is damaged`);
    expect(await readFile(path, 'utf8')).toBe('half of it');
  });

  it('that others can read is refused', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'root.key'), 'whatever it holds', { mode: 0o644 });
    await expect(openRootKey(folder, { existingData: false })).rejects.toThrow('can be read by others. Close it with chmod 600');
  });

  it('that can’t be read or written says why', async () => {
    await mkdir(join(folder, 'root.key'), { recursive: true, mode: 0o700 });
    await expect(openRootKey(folder, { existingData: true })).rejects.toThrow("can't be read (EISDIR)");
    await writeFile(join(folder, 'file'), '');
    await expect(openRootKey(join(folder, 'file'), { existingData: false })).rejects.toMatchObject({ code: 'vault_unavailable' });
  });

  it('is a source that says where it is', async () => {
    const source = new RootKeyFile(folder);
    expect(source.where).toBe(join(folder, 'root.key'));
    expect(await source.open({ existingData: false })).toEqual(await openRootKey(folder, { existingData: true }));
  });
});

describe('a mounted root key', () => {
  const mounted = () => new MountedRootKey(new SecretFiles(folder));

  it('is the one that the file holds, whatever the mode that the mount gives it', async () => {
    const made = await openRootKey(folder, { existingData: false });
    await chmod(join(folder, 'root.key'), 0o644);
    for (const existingData of [true, false]) expect(await mounted().open({ existingData })).toEqual(made);
  });

  it('is never made: neither beside data nor where there is none', async () => {
    await mkdir(folder);
    await expect(mounted().open({ existingData: true })).rejects.toThrow('is missing, and there is data that only it opens');
    await expect(mounted().open({ existingData: false })).rejects.toThrow(
      `${join(folder, 'root.key')} is missing. Let scripts/compose-init`,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('that is damaged is named', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'root.key'), 'half of it');
    await expect(mounted().open({ existingData: true })).rejects.toThrow('is damaged');
  });
});
