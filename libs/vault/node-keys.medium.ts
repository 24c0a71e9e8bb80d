import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { vaultCalls } from '#libs/contracts/index.js';
import { ed25519FromSeed, fromBase64url, randomBytes, toBase64url, verifyCertificate, webEd25519Verifier } from '#libs/crypto/index.js';
import { SecretFiles } from '#libs/platform/config/index.js';
import { diary } from '#libs/testing/diary.js';
import { type FreshDatabase, freshDatabase } from '#libs/testing/index.js';
import { type RunningVault, startVault } from '#libs/testing/running-vault.js';
import { temporaryFolder } from '#libs/testing/temporary-folder.js';
import { MountedRootKey, NodeKeys, RootKeyFile, vaultData } from './index.js';

jest.setTimeout(60_000);

let database: FreshDatabase;
let folder: string;
const open = (from = folder) => NodeKeys.open(database.unitOfWork, new RootKeyFile(from));
const rows = async () => JSON.stringify(await database.look('select * from keys.node_key order by name'));

beforeAll(async () => {
  database = await freshDatabase([vaultData]);
  folder = await temporaryFolder();
});
afterAll(async () => {
  await database?.close();
});

describe('the node’s own keys', () => {
  it('are made once, and the same at each start, at two first starts at once too', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const again = await open();
    for (const keys of [two, again]) {
      expect(keys.node).toBe(one.node);
      expect(keys.identityKey).toEqual(one.identityKey);
      expect(keys.organizationKey).toEqual(one.organizationKey);
    }
    expect((await stat(join(folder, 'root.key'))).mode & 0o777).toBe(0o600);
    expect(await database.look('select 1 from keys.node')).toHaveLength(1);
  });

  it('are the same for vaults of a split node that start at once on an empty database, and the mounted key is their only one', async () => {
    const empty = await freshDatabase([vaultData]);
    const mounted = () => NodeKeys.open(empty.unitOfWork, new MountedRootKey(new SecretFiles(folder)));
    const opened = await Promise.all(Array.from({ length: 6 }, mounted));
    expect(new Set(opened.map(({ node, identityKey }) => `${node} ${toBase64url(identityKey)}`)).size).toBe(1);
    expect(await empty.look('select 1 from keys.node')).toHaveLength(1);
    await empty.close();
  });

  it('lie in the database in no readable form', async () => {
    const { organizationKey } = await open();
    expect(await rows()).not.toContain(Buffer.from(organizationKey).toString('hex'));
    const [row] = await database.look<{ sealed: Buffer }>(`select sealed from keys.node_key where name = 'organization'`);
    expect(row?.sealed.includes(Buffer.from(organizationKey))).toBe(false);
  });

  it('are not met by a new key: a missing root key is named, and nothing changes', async () => {
    const before = await rows();
    const elsewhere = await temporaryFolder();
    await expect(open(elsewhere)).rejects.toMatchObject({
      code: 'vault_unavailable',
      message: expect.stringContaining(join(elsewhere, 'root.key')),
    });
    await expect(open(elsewhere)).rejects.toThrow('is missing, and there is data that only it opens');
    await expect(stat(join(elsewhere, 'root.key'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await rows()).toBe(before);
    await rm(elsewhere, { recursive: true });
  });

  it('are not opened by another root key, which is told apart from damage', async () => {
    const before = await rows();
    const elsewhere = await temporaryFolder();
    await new RootKeyFile(elsewhere).open({ existingData: false });
    await expect(open(elsewhere)).rejects.toMatchObject({
      code: 'vault_key_mismatch',
      message: expect.stringContaining('is not the one that this data was sealed with'),
    });
    expect(await rows()).toBe(before);
    await rm(elsewhere, { recursive: true });
  });

  it('that were changed or exchanged in the database are named, not replaced', async () => {
    await database.look(`create table public.kept as select * from keys.node_key`);
    await database.look(`update keys.node_key a set sealed = b.sealed from keys.node_key b where a.name <> b.name`);
    await expect(open()).rejects.toMatchObject({ code: 'sealed_damaged', message: expect.stringContaining('"identity"') });
    await database.look(
      `update keys.node_key a set sealed = set_byte(k.sealed, 40, get_byte(k.sealed, 40) # 1) from public.kept k where k.name = a.name`,
    );
    await expect(open()).rejects.toMatchObject({ code: 'sealed_damaged' });
    await database.look(`update keys.node_key a set sealed = k.sealed from public.kept k where k.name = a.name`);
    await expect(open()).resolves.toBeDefined();
  });

  it('are not made anew where they alone were lost, beside data of members', async () => {
    const restored = await freshDatabase([diary, vaultData]);
    await restored.look(`insert into diary.page (id, member, words) values (gen_random_uuid(), gen_random_uuid(), 'sealed')`);
    const start = () => NodeKeys.open(restored.unitOfWork, new RootKeyFile(folder));
    await expect(start()).rejects.toMatchObject({ code: 'vault_unavailable', message: expect.stringContaining('Restore the key backup') });
    expect(await restored.look('select 1 from keys.node')).toEqual([]);
    const elsewhere = await temporaryFolder();
    await expect(NodeKeys.open(restored.unitOfWork, new RootKeyFile(elsewhere))).rejects.toThrow('is missing, and there is data');
    await rm(elsewhere, { recursive: true });
    await restored.close();
  });

  it('wait for a root key that can be read by its owner alone, and that is whole', async () => {
    const path = join(folder, 'root.key');
    const text = await readFile(path, 'utf8');
    await chmod(path, 0o640);
    await expect(open()).rejects.toThrow('can be read by others');
    await chmod(path, 0o600);
    await writeFile(
      path,
      text.replace(/v1 (.)/, (_, first) => `v1 ${first === '-' ? '_' : '-'}`),
    );
    await expect(open()).rejects.toThrow('does not fit its checksum');
    await writeFile(path, text);
    await expect(open()).resolves.toBeDefined();
  });
});

describe('the node identity', () => {
  let vault: RunningVault;
  beforeAll(async () => {
    vault = await startVault();
  });
  afterAll(async () => {
    await vault?.close();
    await vault?.database.close();
  });

  it('is the same for everyone who asks', async () => {
    const said = { node: vault.node.node, publicKey: toBase64url(vault.node.identityKey) };
    for (const role of ['gateway', 'gate', 'reflection'] as const)
      expect(await vault.bus.for(role).call(vaultCalls.identity, {})).toEqual(said);
  });

  it('vouches for a stamping key of the gate for a day, and for nobody else’s', async () => {
    const { publicKey } = ed25519FromSeed(randomBytes(32));
    const certificate = await vault.bus.for('gate').call(vaultCalls.certify, { publicKey: toBase64url(publicKey) });
    const verify = (now: number) =>
      verifyCertificate(webEd25519Verifier, vault.node.identityKey, vault.node.node, 'stamp', certificate, now);
    expect(await verify(Date.now())).toEqual(publicKey);
    await expect(verify(Date.now() + 25 * 3_600_000)).rejects.toMatchObject({ code: 'identity_mismatch' });
    for (const role of ['gateway', 'reflection', 'vault'] as const) {
      await expect(vault.bus.for(role).call(vaultCalls.certify, { publicKey: certificate.publicKey })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
  });

  it('certifies the instance for unlocking, for at most a day', async () => {
    const ida = await vault.enrol();
    const { certificate } = await vault.bus.for('gateway').call(vaultCalls.challenge, { member: ida.member, device: ida.device.device });
    const key = await verifyCertificate(webEd25519Verifier, vault.node.identityKey, vault.node.node, 'unlock', certificate, Date.now());
    expect(key).toEqual(fromBase64url(certificate.publicKey));
    expect(Date.parse(certificate.notAfter) - Date.parse(certificate.notBefore)).toBe(24 * 3_600_000);
  });

  it('survives a restart of the vault, whose unlocks do not', async () => {
    const ida = await vault.enrol();
    await vault.unlock(ida);
    const unlock = await vault.prepare(ida);
    await vault.close();
    const { node } = vault.node;
    vault = await startVault({ database: vault.database, secretsFolder: vault.secretsFolder });
    expect(vault.node.node).toBe(node);
    const { member } = ida;
    const { device, signing } = ida.device;
    expect(await vault.bus.for('gateway').call(vaultCalls.state, { member })).toMatchObject({ state: 'locked' });
    await expect(vault.bus.for('gateway').call(vaultCalls.unlock, { member, device, signing, unlock })).rejects.toMatchObject({
      code: 'challenge_expired',
    });
    await vault.unlock(ida);
  });
});
