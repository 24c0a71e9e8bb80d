import { randomUUID } from 'node:crypto';
import { link, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What is not finished begins with this. */
const UNFINISHED = '.new-';
const ABANDONED_MS = 60_000;

/**
 * Writes a file that is not there yet: whole, on the disk, or not at all, and never over another.
 * @returns whether it was made; false where there is one already
 */
export const writeOnce = async (folder: string, name: string, text: string, mode: number): Promise<boolean> => {
  const unfinished = join(folder, `${UNFINISHED}${randomUUID()}`);
  await writeDurably(unfinished, text, mode);
  try {
    // Unlike a rename, a link does not replace what came there meanwhile.
    await link(unfinished, join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(unfinished);
  }
  await syncFolder(folder);
  return true;
};

/** Puts a file in the place of another, at once. For what holds no secret and follows from what is there. */
export const writeAnew = async (folder: string, name: string, text: string, mode: number): Promise<void> => {
  const unfinished = join(folder, `${UNFINISHED}${randomUUID()}`);
  await writeDurably(unfinished, text, mode);
  await rename(unfinished, join(folder, name));
  await syncFolder(folder);
};

/** @param mode whatever the account's umask is: a container's user has to read some of them */
export const writeDurably = async (path: string, text: string, mode: number): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** A name is on the disk only when its folder is. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Removes what a killed run left unfinished; what is young may be of one that goes on beside this. */
export const sweep = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { recursive: true });
  }
};
