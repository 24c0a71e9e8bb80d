import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that holds an embedded PostgreSQL, as a node does, to be killed. */
export type ChildNode = {
  process: ChildProcess;
  /** `running`, or the sentence that it was refused with. */
  said: Promise<string>;
  /** `kill -9`, awaited. */
  kill(): Promise<void>;
};

/** @param words what the process does once PostgreSQL runs; `postgres` is there. */
export const startChildNode = (folder: string, words = ''): ChildNode => {
  const source = `
    import { EmbeddedPostgres } from '#libs/platform/postgres/index.js';
    try {
      const postgres = await EmbeddedPostgres.start({ dataFolder: ${JSON.stringify(folder)} });
      ${words}
      console.log('running');
      setInterval(() => undefined, 1000);
    } catch (error) {
      console.log(error.message);
    }`;
  const child = spawn(process.execPath, ['--conditions=mirrorstead', '--import', 'tsx', '--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  return {
    process: child,
    said: once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()),
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
};
