/**
 * `postmaster.pid`, which a running server keeps in its cluster (PostgreSQL: src/include/utils/pidfile.h). By line:
 * process id, data directory, start time, port, socket folder, listen address, shared memory, status.
 */
export type PostmasterFile = { pid: number; cluster: string; ready: boolean };

/** `undefined` for a file that is not whole: it is written line by line while the server starts. */
export const parsePostmasterFile = (text: string): PostmasterFile | undefined => {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const cluster = lines[1]?.trim();
  // A stand-alone backend writes its id as a negative number.
  if (!Number.isSafeInteger(pid) || pid === 0 || !cluster) return undefined;
  return { pid: Math.abs(pid), cluster, ready: lines[7]?.trim() === 'ready' };
};

/** The same file with another process id, the rest as it was. */
export const withProcessId = (text: string, pid: number): string => text.replace(/^[^\n]*/, String(pid));
