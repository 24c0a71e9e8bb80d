import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { EmbeddedPostgres } from '#libs/platform/postgres/index.js';
import { removeLeftFolders } from './left-folders.js';
import { temporaryFolder } from './temporary-folder.js';

/** This program as a child: says the address of its PostgreSQL, and stops when its input ends or it is told to. */
export type TestServer = ChildProcessByStdio<Writable, Readable, null>;

await removeLeftFolders();
const folder = await temporaryFolder();
// Ctrl-C reaches every process of the terminal; this one waits for the tests to end.
process.on('SIGINT', () => undefined);
const told = Promise.race([once(process.stdin.resume(), 'end'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
try {
  // Nothing in it outlives the run, so nothing need reach the disk.
  const settings = { fsync: 'off', full_page_writes: 'off', autovacuum: 'off', max_connections: '200' };
  const postgres = await EmbeddedPostgres.start({ dataFolder: folder, settings });
  console.log(postgres.adminUrl);
  await told;
  await postgres.stop();
} finally {
  await rm(folder, { recursive: true, force: true });
}
