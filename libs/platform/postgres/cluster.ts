import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makePrivateFolder, postgresAccount } from './account.js';
import type { PostgresBinaries } from './binaries.js';
import type { DataFolders } from './folders.js';

/** A cluster is moved to its place when it is whole, so its version file says enough. */
export const clusterExists = (folders: DataFolders): boolean => existsSync(join(folders.cluster, 'PG_VERSION'));

/** After the cluster's name, before a random word: two that are at work never meet. */
const UNFINISHED = '.new-';

/**
 * Makes the cluster where there is none. It is built beside its place and moved there when whole, so that a start which
 * was cut off leaves nothing half-made.
 */
export const makeCluster = async (binaries: PostgresBinaries, folders: DataFolders, password: string): Promise<void> => {
  await removeUnfinished(folders);
  const unfinished = `${folders.cluster}${UNFINISHED}${randomBytes(4).toString('hex')}`;
  const passwordFile = join(folders.socket, 'initdb.password');
  await makePrivateFolder(unfinished);
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    const account = postgresAccount();
    if (account) await chown(passwordFile, account.uid, account.gid);
    await initdb(binaries, unfinished, passwordFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, folders.cluster).catch((cause) => {
    throw new Error(`${folders.cluster} is there but holds no PostgreSQL data: move it away, then start again. Nothing was changed.`, {
      cause,
    });
  });
  await syncFolder(dirname(folders.cluster));
};

/** What a start that was cut off left. Its initdb may still be at work there, so what can't be removed is left for later. */
const removeUnfinished = async ({ cluster, data }: DataFolders): Promise<void> => {
  const left = (await readdir(data)).filter((name) => name.startsWith(`${basename(cluster)}${UNFINISHED}`));
  for (const name of left) await rm(join(data, name), { recursive: true, force: true }).catch(() => undefined);
};

const initdb = async (binaries: PostgresBinaries, cluster: string, passwordFile: string): Promise<void> => {
  const settings = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
  // PostgreSQL's own C.UTF-8: the same order on every platform and libc, so an index never goes stale with an update.
  const order = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const sync = process.platform === 'linux' ? ['--sync-method=syncfs'] : [];
  try {
    await promisify(execFile)(binaries.initdb, ['-D', cluster, ...settings, ...order, ...sync, '--no-instructions'], {
      ...postgresAccount(),
      cwd: cluster,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
  } catch (cause) {
    const last = String((cause as { stderr?: string }).stderr ?? cause)
      .trim()
      .split('\n')
      .find((line) => line.includes('error:') || line.includes('FATAL'));
    throw new Error(`PostgreSQL could not make its data folder ${cluster}: ${last ?? 'initdb failed'}.`, { cause });
  }
};

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
};
