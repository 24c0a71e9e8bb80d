import { MirrorError } from '#libs/contracts/index.js';
import type { DeviceRecord, DeviceStore } from './device-record.js';

const DATABASE = 'mirrorstead-device';
const STORE = 'record';
const KEY = 'own';
const LOCK = 'mirrorstead-device';

/** What the browser refused: a private window without storage, a full disk, a page that may not. */
const closed = (cause: unknown): MirrorError =>
  new MirrorError('device_keys_closed', 'The browser does not let this page keep its keys.', { cause });

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(closed(request.error));
  });

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
};

/**
 * The record in the browser's own store. CryptoKeys lie there as such (structured clone): what was made non-extractable
 * never becomes bytes that a script could read.
 */
export class IndexedDbStore implements DeviceStore {
  #database: Promise<IDBDatabase> | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  load(): Promise<DeviceRecord | undefined> {
    return this.#within('readonly', (store) => settled<DeviceRecord | undefined>(store.get(KEY)));
  }

  async save(record: DeviceRecord): Promise<void> {
    await this.#within('readwrite', (store) => settled(store.put(record, KEY)));
  }

  async remove(): Promise<void> {
    await this.#within('readwrite', (store) => settled(store.delete(KEY)));
  }

  /** Alone in the whole browser by the Web Locks API; where it is missing, alone in this page. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    // Older browsers have no `locks`, whatever the types say.
    const locks: LockManager | undefined = navigator.locks;
    if (locks) return locks.request(LOCK, () => work()) as Promise<T>;
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  /** Resolves when the change is on the disk, not when it was asked for. */
  async #within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    const transaction = (await this.#opened()).transaction(STORE, mode, { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(closed(transaction.error));
      transaction.onerror = () => reject(closed(transaction.error));
    });
    const [result] = await Promise.all([work(transaction.objectStore(STORE)), done]);
    return result;
  }

  #opened(): Promise<IDBDatabase> {
    this.#database ??= open().catch((error: unknown) => {
      this.#database = undefined;
      throw error;
    });
    return this.#database;
  }
}
