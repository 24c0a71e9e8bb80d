import { execFile } from 'node:child_process';
import { readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Whether a process with this id runs, of whatever kind. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Whether the process is the PostgreSQL of this cluster. After a restart of the machine or of a container the id in a
 * file may be any process: nothing is ever signalled on the id alone.
 */
export const isServerOf = async (pid: number, cluster: string): Promise<boolean> => {
  // A server's working directory is its cluster.
  if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === cluster;
  const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).catch(() => ({ stdout: '' }));
  return stdout.includes(cluster);
};

/** `false` where the server is still there after `patience` milliseconds. A dead one that nobody reaped is not there. */
export const waitForEnd = async (pid: number, cluster: string, patience: number): Promise<boolean> => {
  for (const until = Date.now() + patience; isAlive(pid) && (await isServerOf(pid, cluster)); await delay(20)) {
    if (Date.now() > until) return false;
  }
  return true;
};
