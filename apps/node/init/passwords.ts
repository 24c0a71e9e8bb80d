import { randomBytes } from 'node:crypto';
import { Role } from '#libs/contracts/index.js';
import { redisAcl, redisPasswordHash } from '#libs/platform/bus/redis/redis-acl.js';
import type { SecretsFolder } from './secrets-folder.js';

/** 256 bits, in signs that need no quoting anywhere. */
const password = (): string => `${randomBytes(32).toString('base64url')}\n`;

/** A login of the database for each role; `ROLES=migrate` sets them there, at each start. */
export const ensureDatabasePasswords = async (folder: SecretsFolder): Promise<void> => {
  for (const role of Role.options) await folder.ensure(`database-${role}`, password, `password of ${role} at the database`);
};

/** The database's own administrator: PostgreSQL takes it at its first start, and from then on knows no other. */
export const ensureDatabaseAdmin = async (folder: SecretsFolder): Promise<void> => {
  await folder.ensure('database-admin', password, 'password of the database’s administrator');
};

/**
 * A user of Redis for each role, and the list of what each may do. The list holds the passwords as digests alone, and
 * follows from them and from who calls whom in this version: another version may write another one.
 */
export const ensureRedisUsers = async (folder: SecretsFolder): Promise<void> => {
  const hashes = {} as Record<Role, string>;
  for (const role of Role.options) {
    const text = await folder.ensure(`redis-${role}`, password, `password of ${role} at Redis`);
    hashes[role] = redisPasswordHash(text.trim());
  }
  const list = redisAcl(hashes);
  const found = await folder.ensure('redis-acl', () => list, 'what each role may do at Redis');
  if (found !== list) await folder.renew('redis-acl', list, 'it follows from the passwords and this version; restart valkey to use it');
};
