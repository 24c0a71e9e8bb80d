import type { Page } from 'playwright-core';

type Stored = { standing: { tokens: { accessToken: string; expires: string } } };

/** All that a page of this origin could read of what the browser keeps for it, bytes one character each. */
export const storedBy = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => request.addEventListener('success', () => resolve(request.result)));
    const readable = (_: string, value: unknown): unknown =>
      value instanceof ArrayBuffer || value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value;
    const found: unknown[] = [
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      document.title,
      history.state,
      await caches.keys(),
    ];
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames)
        found.push(store, await settled(database.transaction(store).objectStore(store).getAll()));
      database.close();
    }
    return JSON.stringify(found, readable);
  });

/** The access token of the browser; with `ended`, made to look as if its time were over. */
const token = (page: Page, ended: boolean): Promise<string> =>
  page.evaluate(async (end) => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => request.addEventListener('success', () => resolve(request.result)));
    const database = await settled(indexedDB.open('mirrorstead-device'));
    const store = database.transaction('record', 'readwrite').objectStore('record');
    const record: Stored = await settled(store.get('own'));
    const { tokens } = record.standing;
    if (end)
      await settled(
        store.put({ ...record, standing: { ...record.standing, tokens: { ...tokens, expires: new Date().toISOString() } } }, 'own'),
      );
    database.close();
    return tokens.accessToken;
  }, ended);

export const tokenOf = (page: Page): Promise<string> => token(page, false);
export const endToken = (page: Page): Promise<string> => token(page, true);
