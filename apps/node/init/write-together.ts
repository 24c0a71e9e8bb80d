import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from './write-once.js';

/** What goes into a file, and its mode. */
export type Content = { text: string; mode: number };

/** Names a group that is written whole and not yet in its place. */
const pending = (folder: string, group: string): string => join(folder, `.together-${group}`);

/**
 * Writes files that are of use only together. They lie in a folder of their own until all of them are on the disk; from
 * then on a later run finishes what a killed one began. Never over others.
 * @returns whether they were made; false where others are in their place
 */
export const writeTogether = async (folder: string, group: string, files: Record<string, Content>): Promise<boolean> => {
  const unfinished = join(folder, `.new-${randomUUID()}`);
  await mkdir(unfinished, { mode: 0o700 });
  for (const [name, { text, mode }] of Object.entries(files)) await writeDurably(join(unfinished, name), text, mode);
  await syncFolder(unfinished);
  try {
    await rename(unfinished, pending(folder, group));
  } catch (error) {
    await rm(unfinished, { recursive: true });
    // Another run is as far as this one: its files are finished in place of ours.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  await syncFolder(folder);
  return finishTogether(folder, group);
};

/**
 * Puts a group that is written whole in its place. Of two runs that do, one is done first and clears away under the other.
 * @returns whether there was one that belongs there
 */
export const finishTogether = async (folder: string, group: string): Promise<boolean> => {
  const from = pending(folder, group);
  const names = await readdir(from).catch(() => []);
  let inPlace = names.length > 0;
  for (const name of names.sort()) {
    inPlace = await place(join(from, name), join(folder, name));
    // Others were there first, all of them: the first name decides.
    if (!inPlace) break;
  }
  await syncFolder(folder);
  // Again where another run put its own there meanwhile: ours are in their place, so nobody needs them.
  await rm(from, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  return inPlace;
};

const place = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code !== 'EEXIST') throw error;
    return isSameFile(from, to);
  }
};

const isSameFile = async (from: string, to: string): Promise<boolean> => {
  const [ours, theirs] = await Promise.all([from, to].map((path) => stat(path).catch(() => undefined)));
  return ours !== undefined && ours.ino === theirs?.ino;
};
