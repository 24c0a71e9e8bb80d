import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestServer } from './test-server.js';

declare global {
  /** Handed to the teardown, which Jest runs in the same process. */
  var mirrorTestServer: TestServer | undefined;
}

/**
 * Before the medium specs: one PostgreSQL for all of them. It is held by a process of its own, since Jest runs this file
 * outside its module registry; and that process ends with ours, however ours ends.
 */
export default async ({ rootDir }: { rootDir: string }): Promise<void> => {
  const program = join(rootDir, 'libs', 'testing', 'test-server.ts');
  const server = spawn(process.execPath, ['--conditions=mirrorstead', '--import', 'tsx', program], {
    cwd: rootDir,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  globalThis.mirrorTestServer = server;
  const [said] = await Promise.race([once(server.stdout, 'data'), once(server, 'exit').then(() => [undefined])]);
  if (!said) throw new Error('PostgreSQL for the tests did not start; the lines above say why.');
  // Workers are started after this and inherit it.
  process.env.MIRROR_TEST_DATABASE = String(said).trim();
};
