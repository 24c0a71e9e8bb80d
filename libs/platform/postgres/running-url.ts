import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { socketFolder } from './folders.js';

/** The way into the database of a node that runs in this data folder, as its login role. For commands beside it. */
export const urlOfRunning = async (dataFolder: string): Promise<string> => {
  const password = (await readFile(join(dataFolder, 'secrets', 'database-node'), 'utf8')).trim();
  const socket = socketFolder(await realpath(dataFolder));
  return `postgresql://mirror_node:${password}@localhost/mirrorstead?host=${encodeURIComponent(socket)}`;
};
