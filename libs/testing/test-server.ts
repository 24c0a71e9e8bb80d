import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { EmbeddedPostgres } from '#libs/platform/postgres/index.js';
import { temporaryFolder } from './temporary-folder.js';

/** This program as a child: says the address of its PostgreSQL, and stops when its input ends. */
export type TestServer = ChildProcessByStdio<Writable, Readable, null>;

const folder = await temporaryFolder();
try {
  // Nothing in it outlives the run, so nothing need reach the disk.
  const settings = { fsync: 'off', full_page_writes: 'off', autovacuum: 'off', max_connections: '200' };
  const postgres = await EmbeddedPostgres.start({ dataFolder: folder, settings });
  console.log(postgres.adminUrl);
  // Ctrl-C reaches every process of the terminal; ours waits for the tests to end.
  process.on('SIGINT', () => undefined);
  process.stdin.resume();
  await once(process.stdin, 'end');
  await postgres.stop();
} finally {
  await rm(folder, { recursive: true, force: true });
}
