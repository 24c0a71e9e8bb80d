import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../platform/postgres/embedded-postgres.js';
import { FolderLock } from '../platform/postgres/folder-lock.js';
import { endOrphan } from '../platform/postgres/orphan.js';

/** How temporary folders with a database begin: the next run removes those that a killed one left. */
export const TEST_FOLDER = 'mirrorstead-test-';

/** The PostgreSQL of one run of tests, in a temporary folder that goes with it. */
export class TestServer {
  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
  ) {}

  static async start(): Promise<TestServer> {
    await sweep();
    const folder = await mkdtemp(join(await realpath(tmpdir()), TEST_FOLDER));
    try {
      // Nothing in it outlives the run, so nothing need reach the disk.
      const postgres = await EmbeddedPostgres.start({
        dataFolder: folder,
        settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200', autovacuum: 'off' },
      });
      return new TestServer(folder, postgres);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get adminUrl(): string {
    return this.postgres.adminUrl;
  }

  async stop(): Promise<void> {
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Ends and removes what runs of tests that were killed left behind: folders whose lock nobody holds. */
const sweep = async (): Promise<void> => {
  const parent = await realpath(tmpdir());
  const left = (await readdir(parent)).filter((name) => name.startsWith(TEST_FOLDER));
  for (const name of left) {
    const folder = join(parent, name);
    try {
      const lock = FolderLock.take(folder);
      await endOrphan(join(folder, 'postgres'));
      await rm(folder, { recursive: true, force: true });
      lock.release();
    } catch {
      // Another run has it.
    }
  }
};
