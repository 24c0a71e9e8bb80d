import { look, ok, type Verdict, wrong } from './verdict.js';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** Below this the node takes nothing new (libs/platform/health/disk-space.ts). */
export const LEAST_BYTES = 64 * MIB;
const LITTLE_BYTES = GIB;

/** Room of the file system that a folder lies on. */
export type Room = { freeBytes: number; totalBytes: number; freeFiles: number; totalFiles: number };

/** A size as people say it. */
export const size = (bytes: number): string => (bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${Math.floor(bytes / MIB)} MiB`);

/** Judges what is left. @param where "the data folder" @param full what happens to people where it is full */
export const judgeSpace = (where: string, { freeBytes, freeFiles, totalFiles }: Room, next: string): Verdict => {
  if (freeBytes < LEAST_BYTES)
    return wrong(`The disk of ${where} is full (${size(freeBytes)} left). Nothing new is taken; what was accepted is kept.`, next);
  // File systems without a fixed number of files tell 0 of 0.
  if (totalFiles > 0 && freeFiles === 0)
    return wrong(`The disk of ${where} has room, but holds as many files as it can. Nothing new is taken.`, next);
  if (freeBytes < LITTLE_BYTES)
    return look(`The disk of ${where} has ${size(freeBytes)} left. When it is full nothing new is taken.`, next);
  return ok(`The disk of ${where} has ${size(freeBytes)} left.`);
};

/** What `df -Pk` says of one file system (POSIX). It tells of no files, which are none of none then. */
export const readDf = (text: string): Room | undefined => {
  const [, total, free] = /\s(\d+)\s+\d+\s+(\d+)\s+\d+%\s+\//.exec(text) ?? [];
  if (total === undefined || free === undefined) return undefined;
  return { freeBytes: Number(free) * 1024, totalBytes: Number(total) * 1024, freeFiles: 0, totalFiles: 0 };
};
