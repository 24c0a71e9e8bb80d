import { existsSync } from 'node:fs';
import { chmod, cp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isReachable } from './account.js';
import { binariesIn, type PostgresBinaries } from './binaries.js';

const COPY = 'programs-';

/**
 * The programs where PostgreSQL's account can run them. A copy of the project in root's home can be entered by root
 * alone: there the programs are copied into the data folder, once for each version of them.
 */
export const reachableBinaries = async (binaries: PostgresBinaries, data: string): Promise<PostgresBinaries> => {
  const native = dirname(dirname(binaries.postgres));
  if (await isReachable(dirname(binaries.postgres))) return binaries;
  const copy = join(data, `${COPY}${await versionOf(native)}`);
  if (!existsSync(copy)) await copyWhole(native, copy);
  return binariesIn(copy);
};

const versionOf = async (native: string): Promise<string> => {
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  return version;
};

/** There at once or not at all; copies of other versions, and what a start that was cut off left, go. */
const copyWhole = async (native: string, copy: string): Promise<void> => {
  const old = (await readdir(dirname(copy))).filter((name) => name.startsWith(COPY));
  for (const name of old) await rm(join(dirname(copy), name), { recursive: true });
  const unfinished = join(dirname(copy), `${basename(copy)}.new`);
  // Links stay links within the copy.
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await openToAll(unfinished);
  await rename(unfinished, copy);
};

/** Whoever installed with a strict umask kept the programs to root; there is nothing secret in them. */
const openToAll = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    await chmod(path, entry.isDirectory() || (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
};
