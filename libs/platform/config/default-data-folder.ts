import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where an embedded node lives unless it is told otherwise, which is where programs keep their data: for root, whose home
 * nobody else may enter (PostgreSQL runs as nobody), below /var/lib. In a file of its own: the doctor looks there too.
 */
export const defaultDataFolder = (environment: Record<string, string | undefined>): string => {
  if (process.getuid?.() === 0 && writable('/var/lib')) return '/var/lib/mirrorstead';
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'mirrorstead');
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'mirrorstead');
};

const writable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};
