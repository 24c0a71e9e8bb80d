import { constants } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** PostgreSQL refuses to run as root. As root its processes and files get this account (`nobody` nearly everywhere). */
const UNPRIVILEGED = 65_534;

/** The account that PostgreSQL runs as, where it differs from ours. */
export const postgresAccount = (): { uid: number; gid: number } | undefined =>
  process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : undefined;

/** Makes a folder that only PostgreSQL's account (and root) can enter. */
export const makePrivateFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const account = postgresAccount();
  const owners = [account?.uid, process.getuid?.()];
  // In a folder that others can write to, someone may have put a folder or a link of theirs here first: they would get
  // the passwords that are sent to the server. What was looked at is what is changed, whatever the name points to by then.
  const opened = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch((cause) => {
    throw belongsElsewhere(folder, cause);
  });
  try {
    if (!owners.includes((await opened.stat()).uid)) throw belongsElsewhere(folder);
    if (account) await opened.chown(account.uid, account.gid);
    await opened.chmod(0o700);
  } finally {
    await opened.close();
  }
};

const belongsElsewhere = (folder: string, cause?: unknown): Error =>
  new Error(`${folder} belongs to someone else: remove it, or choose another data folder.`, { cause });

/** The first folder on the way to `folder` that PostgreSQL's account can't pass. */
const barrier = async (folder: string): Promise<string | undefined> => {
  if (!postgresAccount()) return undefined;
  for (let at = folder; ; at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) return at;
    if (at === dirname(at)) return undefined;
  }
};

export const isReachable = async (folder: string): Promise<boolean> => (await barrier(folder)) === undefined;

/** @throws Error with a sentence where PostgreSQL's account can't get to `folder`, the data. */
export const ensureReachable = async (folder: string): Promise<void> => {
  const at = await barrier(folder);
  if (at === undefined) return;
  throw new Error(
    `As root, PostgreSQL runs as the account ${UNPRIVILEGED}, which can't enter ${at} to reach its data: choose a folder elsewhere with --data (without it, /var/lib/mirrorstead), or start as another user.`,
  );
};
