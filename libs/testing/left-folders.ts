import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FolderLock } from '#libs/platform/postgres/index.js';
import { endOrphan } from '#libs/platform/postgres/orphan.js';
import { TEMPORARY } from './temporary-folder.js';

/** A younger folder may be one whose test has not locked it yet. */
const OLD_MS = 15 * 60_000;

/** Ends and removes what runs of tests that were killed left behind: old folders whose lock nobody holds. */
export const removeLeftFolders = async (): Promise<void> => {
  const parent = dirname(TEMPORARY);
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if (!folder.startsWith(TEMPORARY)) continue;
    try {
      if (Date.now() - (await stat(folder)).mtimeMs < OLD_MS) continue;
      const lock = FolderLock.take(folder);
      await endOrphan({ cluster: join(folder, 'postgres'), socket: join(folder, 'run') });
      lock.release();
      await rm(folder, { recursive: true, force: true });
    } catch {
      // Another run has it, or removed it first.
    }
  }
};
