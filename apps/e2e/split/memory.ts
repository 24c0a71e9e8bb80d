import { readFileSync } from 'node:fs';

/** Resident memory of a process in bytes (proc(5), VmRSS). */
export const residentBytes = (pid: number): number => {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (!kibibytes) throw new Error(`Process ${pid} has no memory any more.`);
  return Number(kibibytes) * 1024;
};
