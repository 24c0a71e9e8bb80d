import { readFileSync, type Stats, statSync } from 'node:fs';
import { filesBelow } from '../traces.js';

type Mapped = { path: string; readAt: string };
type Found = readonly [path: string, content: Buffer];

/** PostgreSQL holds 56 bytes in memory of System V, which is in no file and can't be read as one. */
const UNREADABLE = /^\/SYSV/;

/**
 * The files that a process maps into its memory (proc(5), `maps`), as it sees them from its own root, also those that have
 * no name any more.
 */
const mappedBy = (pid: number): Mapped[] =>
  (readIfThere(`/proc/${pid}/maps`)?.toString() ?? '')
    .split('\n')
    .map((line) => line.split(/\s+/))
    .flatMap(([range, , , , , ...words]) => {
      const path = words.join(' ');
      if (!path.startsWith('/') || UNREADABLE.test(path)) return [];
      return [{ path, readAt: path.endsWith('(deleted)') ? `/proc/${pid}/map_files/${range}` : `/proc/${pid}/root${path}` }];
    });

/**
 * The content of what processes map and that was written since a moment: what is older can't hold what came after it. What
 * several of them map comes once. Files without a name, and other accounts' processes, are root's to read.
 */
export function* writtenMappings(pids: readonly number[], sinceMs: number): Generator<Found> {
  const seen = new Set<string>();
  for (const { path, readAt } of pids.flatMap(mappedBy)) {
    const found = statIfThere(readAt);
    if (!found || found.mtimeMs < sinceMs || seen.has(`${found.dev}:${found.ino}`)) continue;
    seen.add(`${found.dev}:${found.ino}`);
    const content = readIfThere(readAt);
    if (content) yield [path, content];
  }
}

/** The content of files that lie in memory alone (tmpfs) and that a process may write: those of its temporary folders. */
export function* temporaryFiles(pid: number): Generator<Found> {
  const root = `/proc/${pid}/root`;
  for (const folder of writableMemory(pid)) {
    if (!statIfThere(root + folder)?.isDirectory()) continue;
    for (const file of filesBelow(root + folder)) {
      const content = readIfThere(file);
      if (content) yield [file.slice(root.length), content];
    }
  }
}

/** Where such file systems are mounted (proc(5), `mountinfo`). What the kernel shows of itself is no place to keep things. */
const writableMemory = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [mount = '', system = ''] = line.split(' - ');
      const [, , , , folder, options] = mount.split(' ');
      return folder && !/^\/(proc|sys)/.test(folder) && options?.startsWith('rw') && system.startsWith('tmpfs ') ? [folder] : [];
    });

/** Processes end and files go while they are looked at. */
const unlessGone = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};
const readIfThere = (path: string): Buffer | undefined => unlessGone(() => readFileSync(path));
const statIfThere = (path: string): Stats | undefined => unlessGone(() => statSync(path));
