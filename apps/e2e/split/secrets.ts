import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Role } from '#libs/contracts/index.js';

/** Which of the files that `init` makes a process of a role gets. */
const filesOf = (role: Role | 'migrate'): string[] => {
  if (role === 'migrate') return ['database-admin', ...Role.options.map((each) => `database-${each}`)];
  return [`bus-${role}`, 'bus-directory', `redis-${role}`, `database-${role}`, ...(role === 'vault' ? ['root.key'] : [])];
};

/** A folder with the secrets of some roles and nothing else: what a process is not to have it can't have by mistake. */
export const secretsOf = (all: string, below: string, roles: readonly (Role | 'migrate')[]): string => {
  const folder = join(below, roles.join('-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const there = new Set(readdirSync(all));
  for (const file of roles.flatMap(filesOf).filter((each) => there.has(each) && !existsSync(join(folder, each)))) {
    copyFileSync(join(all, file), join(folder, file));
  }
  return folder;
};
