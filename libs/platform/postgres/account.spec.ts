import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makePrivateFolder, postgresAccount } from './account.js';

let open: string;
beforeEach(() => {
  open = mkdtempSync(join(tmpdir(), 'account-'));
  chmodSync(open, 0o777);
});
afterEach(() => rmSync(open, { recursive: true, force: true }));

const asRoot = postgresAccount() ? it : it.skip;

describe('a folder for the server alone', () => {
  it('is made, or closed where it was open', async () => {
    const folder = join(open, 'run');
    await makePrivateFolder(folder);
    chmodSync(folder, 0o777);
    await makePrivateFolder(folder);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(lstatSync(folder).uid).toBe(postgresAccount()?.uid ?? process.getuid?.());
  });

  it('is not taken through a link, and what the link points to is left as it is', async () => {
    const elsewhere = join(open, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o755 });
    symlinkSync(elsewhere, join(open, 'run'));
    await expect(makePrivateFolder(join(open, 'run'))).rejects.toThrow('belongs to someone else');
    expect(lstatSync(elsewhere)).toMatchObject({ uid: process.getuid?.(), mode: expect.any(Number) });
    expect(lstatSync(elsewhere).mode & 0o777).toBe(0o755);
  });

  it('is not a file', async () => {
    writeFileSync(join(open, 'run'), '');
    await expect(makePrivateFolder(join(open, 'run'))).rejects.toThrow();
  });

  asRoot('is not one that somebody else made first', async () => {
    mkdirSync(join(open, 'run'));
    chownSync(join(open, 'run'), 12_345, 12_345);
    await expect(makePrivateFolder(join(open, 'run'))).rejects.toThrow('belongs to someone else');
  });
});
