import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePostmasterFile, withProcessId } from './domain/postmaster-file.js';
import type { DataFolders } from './folders.js';
import { isAlive, isServerOf, waitForEnd } from './process-table.js';

/** Fast shutdown: sessions are ended, everything is written, the server goes (PostgreSQL manual §18.5). */
export const FAST_SHUTDOWN = 'SIGINT';
/** Immediate shutdown: the server goes at once and recovers at its next start. */
export const IMMEDIATE_SHUTDOWN = 'SIGQUIT';
const FAST_PATIENCE_MS = 30_000;

/**
 * Ends the server that a killed node left running on this cluster, and clears what it left in the way of the next. Only
 * for the holder of the folder's lock: whoever has it knows that no node stands behind a server that runs here.
 */
export const endOrphan = async ({ cluster, socket }: Pick<DataFolders, 'cluster' | 'socket'>): Promise<void> => {
  const path = join(cluster, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => '');
  const file = parsePostmasterFile(text);
  if (file && isAlive(file.pid)) {
    if (await isServerOf(file.pid, cluster)) await endServer(file.pid, cluster);
    // The id is of another process by now, and PostgreSQL would take that for a running server. With its parent's id in
    // the file it does not (miscinit.c, CreateLockFile), and still looks for processes on the old shared memory, which
    // it could not if the file were removed.
    else await writeFile(path, withProcessId(text, process.pid));
  }
  // The socket has a lock of its own with the same id in it. It guards nothing but the socket, in a folder of ours.
  await rm(join(socket, '.s.PGSQL.5432.lock'), { force: true });
};

const endServer = async (pid: number, cluster: string): Promise<void> => {
  signal(pid, FAST_SHUTDOWN);
  if (await waitForEnd(pid, cluster, FAST_PATIENCE_MS)) return;
  signal(pid, IMMEDIATE_SHUTDOWN);
  if (await waitForEnd(pid, cluster, FAST_PATIENCE_MS)) return;
  throw new Error(`A PostgreSQL of an earlier start (process ${pid}) does not end: end it, then start again.`);
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
