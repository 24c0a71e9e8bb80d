import { readFileSync } from 'node:fs';
import type { Role } from '#libs/contracts/index.js';
import { StartFailure } from '../failure.js';

const MIB = 1024 * 1024;

/** Below this no process comes up: it would be killed while it loads, without a word. */
const LEAST_MIB = 128;
/** What the roles need under load, over what every process needs. */
const WANTED_MIB: Record<Role, number> = { gateway: 96, gate: 64, vault: 64, reflection: 96 };
const GROUND_MIB = 128;

/** How much memory the container may have, in bytes; undefined without a limit. Version 2 of cgroups, then version 1. */
export const memoryLimit = (files = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']): number | undefined => {
  for (const file of files) {
    try {
      const limit = Number(readFileSync(file, 'utf8').trim());
      // "max", and in version 1 a number beyond any machine's.
      return Number.isFinite(limit) && limit < 2 ** 60 ? limit : undefined;
    } catch {
      // Not this version.
    }
  }
  return undefined;
};

/**
 * What a limit means for these roles: a sentence where it is little.
 * @throws StartFailure where it is too little to come up at all
 */
export const checkMemory = (roles: readonly Role[], limit: number | undefined): string | undefined => {
  if (limit === undefined) return undefined;
  const wanted = roles.reduce((sum, role) => sum + WANTED_MIB[role], GROUND_MIB);
  const given = Math.floor(limit / MIB);
  if (given < LEAST_MIB)
    throw new StartFailure(
      'memory',
      `This process may have ${given} MiB of memory, and needs at least ${LEAST_MIB} to come up at all (${wanted} for ${roles.join(', ')}). Raise the limit of its container, then start again.`,
    );
  if (given < wanted)
    return `This process may have ${given} MiB of memory; ${roles.join(', ')} should have ${wanted}. Under load it may be ended by the system. Raise the limit of its container.`;
  return undefined;
};
