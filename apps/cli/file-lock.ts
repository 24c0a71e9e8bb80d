import { open, readFile, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { MirrorError } from '#libs/contracts/index.js';

const WAIT_MS = 60_000;
const LOOK_AGAIN_MS = 30;
/** Of another machine (a shared home folder) nobody can tell here whether it lives; after that it is taken for gone. */
const FOREIGN_STALE_MS = 600_000;
const TAKEOVER_STALE_MS = 10_000;

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** Makes the file if nobody has it. */
const take = async (path: string): Promise<boolean> => {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`${process.pid} ${hostname()}`);
    await file.close();
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
};

const age = async (path: string): Promise<number> => {
  const found = await stat(path).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
};

/** Whether its maker ended without giving it back. */
const isStale = async (path: string): Promise<boolean> => {
  const [pid, host] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  if (!pid || !host) return (await age(path)) > TAKEOVER_STALE_MS;
  if (host !== hostname()) return (await age(path)) > FOREIGN_STALE_MS;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return isCode(error, 'ESRCH');
  }
};

/** Removes a lock whose maker is gone. Under a lock of its own: two that clear at once would remove a fresh one. */
const clearStale = async (path: string): Promise<void> => {
  if (!(await isStale(path))) return;
  const takeover = `${path}.takeover`;
  if ((await age(takeover)) > TAKEOVER_STALE_MS) await unlink(takeover).catch(() => {});
  if (!(await take(takeover))) return;
  try {
    if (await isStale(path)) await unlink(path).catch(() => {});
  } finally {
    await unlink(takeover).catch(() => {});
  }
};

/** Runs `work` alone among all processes that lock the same path. */
export const withFileLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  const end = Date.now() + WAIT_MS;
  while (!(await take(path))) {
    await clearStale(path);
    if (Date.now() > end) throw new MirrorError('device_keys_closed', `Another mirrorctl holds ${path}. End it, or remove that file.`);
    await setTimeout(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    await unlink(path).catch(() => {});
  }
};
