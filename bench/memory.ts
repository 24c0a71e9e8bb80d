import { readdirSync, readFileSync } from 'node:fs';

/** In MB. `resident` counts shared pages in each process, `share` divides them among those that have them (Linux: Rss and Pss). */
export type Memory = { resident: number; share: number };

/** Of these processes together, with all that they started where `families`. Linux alone tells. */
export const memoryOf = (pids: readonly number[], { families = false } = {}): Memory => {
  const all = families ? pids.flatMap((pid) => familyOf(pid)) : pids;
  const read = all.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  const sum = (field: string): number =>
    read.reduce((total, text) => total + Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0), 0) / 1024;
  return { resident: sum('Rss'), share: sum('Pss') };
};

/** A process and all that it started. */
export const familyOf = (pid: number): number[] => {
  const parents = new Map(processes().map((each) => [each, parentOf(each)]));
  const family = new Set([pid]);
  for (const [child, parent] of [...parents].sort(([left], [right]) => left - right)) if (family.has(parent)) family.add(child);
  return [...family];
};

const processes = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

const parentOf = (pid: number): number => {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It ended between the two looks.
    return 0;
  }
};
