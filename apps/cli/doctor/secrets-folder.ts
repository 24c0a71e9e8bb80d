import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretFile } from './domain/secrets.js';

/** Every secret of ours is far below. */
const MOST_BYTES = 64 * 1024;

/** A folder of secret files as it lies there; nothing of it is kept longer than it is judged. */
export type LookedInto = { mode: number; files: ReadonlyMap<string, SecretFile>; newest: number };

/** @returns undefined where there is no folder, or why it can't be looked into */
export const lookInto = async (folder: string): Promise<LookedInto | 'missing' | 'forbidden'> => {
  try {
    const { mode } = await stat(folder);
    const names = await readdir(folder);
    const read = await Promise.all(names.map(async (name) => [name, await readSecret(join(folder, name))] as const));
    const newest = Math.max(0, ...read.map(([, { changed }]) => changed));
    return { mode: mode & 0o777, files: new Map(read.map(([name, { file }]) => [name, file])), newest };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    if (code === 'EACCES' || code === 'EPERM') return 'forbidden';
    throw error;
  }
};

const readSecret = async (path: string): Promise<{ file: SecretFile; changed: number }> => {
  const found = await stat(path);
  const { mtimeMs: changed, size } = found;
  const mode = found.mode & 0o777;
  // Not opened at all: a named pipe would be waited for.
  if (!found.isFile()) return { file: { mode, unread: 'not-a-file' }, changed };
  if (size > MOST_BYTES) return { file: { mode, unread: 'too-large' }, changed };
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    return { file: { mode, text: await file.readFile('utf8') }, changed };
  } catch (error) {
    if (['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return { file: { mode, unread: 'forbidden' }, changed };
    throw error;
  } finally {
    await file?.close();
  }
};
