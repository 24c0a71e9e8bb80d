import { Redis } from 'ioredis';
import { MirrorError, type Role } from '#libs/contracts/index.js';
import type { Link, RedisAddress } from './link.js';
import { type RedisSettings, settingsOf } from './redis-settings.js';

const TRY_MS = 2_000;
const RETRY_MS = 200;

const refuse = (sentence: string): MirrorError => new MirrorError('internal', `${sentence} Then start again.`);

/** Waits for Redis. @throws MirrorError `internal` with a sentence where it does not come, or lets in who has no password */
export const requireClosedDoor = async ({ url }: RedisAddress, patienceMs: number): Promise<void> => {
  const { host } = new URL(url);
  const limit = performance.now() + patienceMs;
  for (;;) {
    const answer = await knock(url);
    if (answer === 'open')
      throw refuse(
        `Redis at ${host} lets anybody in without a password. Start it with the ACL file redis-acl (--aclfile), in which the default user is off.`,
      );
    if (answer === 'closed') return;
    if (performance.now() > limit) throw refuse(`Redis at ${host} does not answer (${answer.silent}). Start it, or mend MIRROR_REDIS_URL.`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
};

/** Signs in. @throws MirrorError `internal` with a sentence where Redis does not take the role's password */
export const requireSignedIn = async (link: Link, { url }: RedisAddress, patienceMs: number): Promise<void> => {
  if (await link.open(patienceMs)) return;
  const { host } = new URL(url);
  if (/^(WRONGPASS|NOAUTH|NOPERM)/.test(link.trouble))
    throw refuse(
      `Redis at ${host} refuses the role ${link.role}: the password in the secret file redis-${link.role} is not the one of the ACL file redis-acl. Put back the files that were made together, and restart Redis.`,
    );
  throw refuse(`Redis at ${host} does not answer (${link.trouble || 'no answer'}). Start it, or mend MIRROR_REDIS_URL.`);
};

/** @throws MirrorError `internal` with a sentence where what crosses Redis could stay on a disk, or be dropped */
export const requireForgetful = async (link: Link, { url }: RedisAddress): Promise<void> => {
  const { host } = new URL(url);
  const { saves, policy } = await askSettings(link, host);
  if (saves)
    throw refuse(
      `Redis at ${host} writes to the disk, where what crosses it must not stay. Start it with --save "" --appendonly no, and remove the files that it wrote.`,
    );
  if (policy !== 'noeviction')
    throw refuse(
      `Redis at ${host} drops what it holds when its memory is full (${policy}), and calls with it. Start it with --maxmemory-policy noeviction.`,
    );
};

const askSettings = async (link: Link, host: string): Promise<RedisSettings> => {
  try {
    return await settingsOf(link.commands);
  } catch (cause) {
    throw new MirrorError(
      'internal',
      `Redis at ${host} does not say how it is set up: its rights are not those of the ACL file redis-acl. Give it that file, restart it, then start again.`,
      { cause },
    );
  }
};

/** What comes to somebody without a name: in, turned away, or no answer at all. */
const knock = async (url: string): Promise<'open' | 'closed' | { silent: string }> => {
  const { hostname, port } = new URL(url);
  const redis = new Redis({
    host: hostname,
    port: Number(port || 6379),
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
    connectTimeout: TRY_MS,
    commandTimeout: TRY_MS,
    retryStrategy: () => null,
  });
  let silent = 'no answer';
  redis.on('error', (error: NodeJS.ErrnoException) => {
    silent = error.code ?? error.name;
  });
  try {
    await redis.connect();
    await redis.ping();
    return 'open';
  } catch (error) {
    const { message } = error as Error;
    // In its protected mode Redis has no password either; it turns away strangers from other machines only.
    if (message.startsWith('DENIED')) return 'open';
    return message.startsWith('NOAUTH') ? 'closed' : { silent };
  } finally {
    redis.disconnect();
  }
};

/** @throws MirrorError `internal` where processes of two versions would speak to each other */
export const requireSameVersion = (version: string, others: readonly { role: Role; version: string }[]): void => {
  const other = others.find((each) => each.version !== version);
  if (!other) return;
  throw refuse(
    `This process is version ${version}, and a running ${other.role} is version ${other.version}. Stop all processes of the other version.`,
  );
};
