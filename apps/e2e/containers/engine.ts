import { execFile } from 'node:child_process';

/** What a finished command left. */
export type Ended = { code: number; out: string; err: string };

export const root = new URL('../../../', import.meta.url).pathname;

/** Runs a command to its end, in the project's folder. */
export const run = ([program = '', ...args]: readonly string[], environment: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    execFile(program, args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 127) : 0;
      resolve({ code, out, err });
    });
  });

/** @throws with all that it said, where it fails */
export const succeed = async (command: readonly string[], environment?: Record<string, string>): Promise<string> => {
  const { code, out, err } = await run(command, environment);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${err}${out}`);
  return out;
};

const works = async (...command: string[]): Promise<boolean> => (await run(command)).code === 0;

/** How Compose is called here, v2 or 1.29; nothing where there is no engine or no Compose. */
export const composeCommand: readonly string[] | undefined = await (async () => {
  if (!(await works('docker', 'info'))) return undefined;
  if (await works('docker', 'compose', 'version')) return ['docker', 'compose'];
  return (await works('docker-compose', 'version')) ? ['docker-compose'] : undefined;
})();

export const hasImage = (name: string): Promise<boolean> => works('docker', 'image', 'inspect', name);
