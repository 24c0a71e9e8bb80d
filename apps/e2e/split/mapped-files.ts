import { readFileSync, statSync } from 'node:fs';

type Mapped = { path: string; readAt: string };

/** The files that a process maps into its memory (proc(5), `maps`), also those that have no name any more. */
const mappedBy = (pid: number): Mapped[] =>
  readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .map((line) => line.split(/\s+/))
    .flatMap(([range, , , , inode, ...path]) =>
      range && inode && inode !== '0' ? [{ path: path.join(' '), readAt: `/proc/${pid}/map_files/${range}` }] : [],
    );

/**
 * The content of what a process maps and that was written since a moment: what is older can't hold what came after it.
 * Files without a name are read through the kernel, which is root's to do.
 */
export const writtenMappings = (pid: number, sinceMs: number): Map<string, Buffer> => {
  const found = new Map<string, Buffer>();
  for (const { path, readAt } of mappedBy(pid)) {
    const at = path.endsWith('(deleted)') ? readAt : path;
    if (found.has(path)) continue;
    const { mtimeMs } = statSync(at, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    if (mtimeMs >= sinceMs) found.set(path, readFileSync(at));
  }
  return found;
};
