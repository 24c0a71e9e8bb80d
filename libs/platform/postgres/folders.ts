import { createHash } from 'node:crypto';
import { chmod, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureReachable, makePrivateFolder, postgresAccount } from './account.js';

/** Where things of the embedded server lie. All but perhaps `socket` are inside the data folder. */
export type DataFolders = {
  /** The data folder itself, without links. */
  data: string;
  /** The cluster. */
  cluster: string;
  log: string;
  /** Passwords of the database, for the account that runs the node alone. */
  secrets: string;
  socket: string;
};

/** `sun_path` of a Unix socket: 108 bytes with its end on Linux, 104 on macOS. */
const LONGEST_SOCKET = process.platform === 'darwin' ? 103 : 107;
const SOCKET_NAME = '.s.PGSQL.5432';

/** Makes the folders, with owners and modes. */
export const prepareFolders = async (dataFolder: string, secretsFolder?: string): Promise<DataFolders> => {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const data = await realpath(dataFolder);
  // PostgreSQL's own account has to pass through, and through only.
  if (postgresAccount()) await chmod(data, 0o711);
  await ensureReachable(data);
  const folders = {
    data,
    cluster: join(data, 'postgres'),
    log: join(data, 'log'),
    secrets: secretsFolder ?? join(data, 'secrets'),
    socket: socketFolder(data),
  };
  await mkdir(folders.log, { recursive: true, mode: 0o700 });
  await mkdir(folders.secrets, { recursive: true, mode: 0o700 });
  await makePrivateFolder(folders.socket);
  return folders;
};

/** `<data>/run`, or where that is too long for a socket a folder under the temporary one, named after the data folder. */
export const socketFolder = (data: string): string => {
  const inside = join(data, 'run');
  if (Buffer.byteLength(join(inside, SOCKET_NAME)) <= LONGEST_SOCKET) return inside;
  return join(tmpdir(), `mirrorstead-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`);
};
