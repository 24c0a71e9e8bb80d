import { readFileSync } from 'node:fs';
import { StartFailure } from '../failure.js';

const MIB = 1024 * 1024;

/** Below this no process comes up: it would be killed while it loads, without a word. Measured: 73 MiB, without the pages of code. */
const LEAST_MIB = 96;
/** What roles should have under load, over what every process needs. */
const WANTED_MIB: Record<string, number> = { gateway: 96, gate: 64, vault: 64, reflection: 96 };
const GROUND_MIB = 96;

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
 * @param list as the environment names them, not yet parsed: to parse it much would have to be loaded.
 * @throws StartFailure where it is too little to come up at all
 */
export const checkMemory = (list: string | undefined, limit: number | undefined): string | undefined => {
  if (limit === undefined) return undefined;
  const roles = list ? list.split(',').map((role) => role.trim()) : Object.keys(WANTED_MIB);
  const wanted = roles.reduce((sum, role) => sum + (WANTED_MIB[role] ?? 0), GROUND_MIB);
  const given = Math.floor(limit / MIB);
  const named = roles.join(', ');
  if (given < LEAST_MIB)
    throw new StartFailure(
      'memory',
      `This process may have ${given} MiB of memory, and needs at least ${LEAST_MIB} to come up at all (${named}: ${wanted}). Raise the limit of its container, then start again.`,
    );
  if (given < wanted)
    return `This process may have ${given} MiB of memory; ${named} should have ${wanted}. Under load the system may end it. Raise the limit of its container.`;
  return undefined;
};
