import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { familyOf } from './memory.js';

const TICKS_A_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Milliseconds that processors spent on one process, and on those of its children that ended (proc(5), `stat`). */
const ofOne = (pid: number): number => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program is in brackets, and may hold blanks.
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number);
    return ((utime + stime + cutime + cstime) * 1000) / TICKS_A_SECOND;
  } catch {
    // It ended between the two looks; its parent counts it.
    return 0;
  }
};

/** Of these processes and all that they started, in milliseconds. Linux alone tells. */
export const processorMsOf = (pids: readonly number[]): number =>
  pids.flatMap((pid) => familyOf(pid)).reduce((total, pid) => total + ofOne(pid), 0);
