import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isNativeError } from 'node:util/types';

/**
 * Only one node at a time has a data folder. Node.js has no file locks of its own, so SQLite takes one: an exclusive
 * transaction on an empty database, which is a lock of the kernel's on `node.lock`. The kernel drops it with the
 * process, however that ends, so there is no stale lock and no guess about process ids; and it holds between
 * containers that share the volume, where ids and sockets tell nothing.
 */
export class FolderLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws Error with a sentence that names the process which has the folder. */
  static take(folder: string): FolderLock {
    // node.lock is opened by SQLite alone: closing any other handle of ours on it would drop the lock (POSIX fcntl).
    const path = join(folder, 'node.lock');
    const database = new DatabaseSync(path, { timeout: 0 });
    // Whoever can read the file can lock it.
    chmodSync(path, 0o600);
    try {
      database.exec('pragma journal_mode = memory; begin exclusive');
    } catch (cause) {
      database.close();
      if (!isBusy(cause)) throw new Error(`${folder} can't be locked: choose a data folder on a local disk.`, { cause });
      throw new Error(`Another node (process ${holderOf(folder)}) runs on ${folder}: stop it first, or choose another data folder.`, {
        cause,
      });
    }
    noteHolder(folder);
    return new FolderLock(database);
  }

  release(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

const SQLITE_BUSY = 5;
const isBusy = (error: unknown): boolean => isNativeError(error) && 'errcode' in error && error.errcode === SQLITE_BUSY;

/** For the sentence only; nothing is decided by it, so a full disk is no reason to stop here. */
const noteHolder = (folder: string): void => {
  try {
    writeFileSync(join(folder, 'node.pid'), `${process.pid}\n`);
  } catch {
    // The sentence then says `unknown`, or the one before us.
  }
};

const holderOf = (folder: string): string => {
  try {
    return readFileSync(join(folder, 'node.pid'), 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
};
