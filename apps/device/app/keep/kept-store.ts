import { makeKeptKey, openWords, type SealedWords, sealWords } from './kept-seal.js';

export type KeptEntry = { id: string; at: string };

/** Words that a person kept on this device instead of sending them. Only sealed ones are ever written. */
export interface KeptStore {
  keep(words: string): Promise<void>;
  /** Newest first; nothing is opened. */
  list(): Promise<KeptEntry[]>;
  read(id: string): Promise<string>;
  clear(id: string): Promise<void>;
  /** All of it, and the key. */
  clearAll(): Promise<void>;
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open('mirrorstead-kept', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('key');
    request.result.createObjectStore('words', { keyPath: 'id' });
  };
  return settled(request);
};

/** Resolves when the transaction is on the disk, not when the request was taken. */
const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });

/** Runs `work` on the browser's database and closes it, so that another tab may clear it. */
async function within<T>(work: (database: IDBDatabase) => Promise<T>): Promise<T> {
  const database = await open();
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const keyOf = (database: IDBDatabase): Promise<CryptoKey | undefined> => settled(database.transaction('key').objectStore('key').get('key'));

/** The key of this browser; the first that is written stays, should two tabs make one at once. */
async function keyFor(database: IDBDatabase): Promise<CryptoKey> {
  const made = await makeKeptKey();
  const transaction = database.transaction('key', 'readwrite');
  const store = transaction.objectStore('key');
  const present: CryptoKey | undefined = await settled(store.get('key'));
  if (!present) store.put(made, 'key');
  await committed(transaction);
  return present ?? made;
}

export const createKeptStore = (): KeptStore => ({
  keep: (words) =>
    within(async (database) => {
      const entry = await sealWords(await keyFor(database), words, new Date().toISOString());
      const transaction = database.transaction('words', 'readwrite', { durability: 'strict' });
      transaction.objectStore('words').put(entry);
      await committed(transaction);
    }),
  list: () =>
    within(async (database) => {
      const entries: SealedWords[] = await settled(database.transaction('words').objectStore('words').getAll());
      return entries.map(({ id, at }) => ({ id, at })).sort((one, other) => other.at.localeCompare(one.at));
    }),
  read: (id) =>
    within(async (database) => {
      const entry: SealedWords = await settled(database.transaction('words').objectStore('words').get(id));
      const key = await keyOf(database);
      if (!key) throw new DOMException('The key of the kept words is gone.', 'NotFoundError');
      return openWords(key, entry);
    }),
  clear: (id) =>
    within(async (database) => {
      const transaction = database.transaction('words', 'readwrite', { durability: 'strict' });
      transaction.objectStore('words').delete(id);
      await committed(transaction);
    }),
  clearAll: () =>
    within(async (database) => {
      const transaction = database.transaction(['words', 'key'], 'readwrite', { durability: 'strict' });
      transaction.objectStore('words').clear();
      transaction.objectStore('key').clear();
      await committed(transaction);
    }),
});
