import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A password of the database, made at the first start and kept in a file of mode 600.
 * @throws Error with a sentence where the cluster is there and its password is not.
 */
export const readOrMakePassword = async (folder: string, name: string, clusterExists: boolean): Promise<string> => {
  const path = join(folder, name);
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  if (clusterExists) {
    throw new Error(`${path} is missing beside existing data: put the file back, then start again. Nothing was changed.`);
  }
  const password = randomBytes(24).toString('base64url');
  await writeDurably(path, `${password}\n`);
  return password;
};

/** Whole or not at all, and on the disk before the cluster that needs it. */
const writeDurably = async (path: string, text: string): Promise<void> => {
  const file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
};
