import { describe, expect, it } from '@jest/globals';
import { troubleIn, troubleSentence } from './server-trouble.js';

const line = (text: string) => `2026-11-20 07:06:04.341 UTC [11821] ${text}`;

describe('what a line of the server’s log tells', () => {
  it.each([
    ['53100 PANIC:  could not write to file "pg_wal/xlogtemp.30": No space left on device', 'disk_full'],
    ['58P01 FATAL:  could not write lock file "postmaster.pid": No space left on device', 'disk_full'],
    ['53100 FATAL:  could not extend file "base/5/1": wrote only 4096 of 8192 bytes', 'disk_full'],
    ['F0001 FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'still_running'],
    ['F0001 FATAL:  lock file "postmaster.pid" already exists', 'still_running'],
    ['22023 FATAL:  database files are incompatible with server', 'other_version'],
    ['42501 FATAL:  could not open file "global/pg_control": Permission denied', 'unreadable'],
  ])('%s', (text, trouble) => {
    expect(troubleIn(line(text))).toBe(trouble);
  });

  it('is nothing in an ordinary line', () => {
    expect(troubleIn(line('00000 LOG:  database system is ready to accept connections'))).toBeUndefined();
  });

  it('is one sentence that says what to do', () => {
    expect(troubleSentence('disk_full', '/x')).toBe(
      'The disk is full, so PostgreSQL can not run: free some space; what was accepted is kept.',
    );
    expect(troubleSentence('unknown', '/data/log/postgres.log')).toContain('/data/log/postgres.log');
  });
});
