import { execFile } from 'node:child_process';

/** What a command said, or why it did not: not there, ended with a code, stopped for time. */
export type Said = { code: number; out: string } | { code: 'absent' | 'stopped' };

const MOST_BYTES = 1024 * 1024;

/** Runs a program without a shell; its errors are never shown, since a container's may hold what it was given. */
const run = (program: string, words: readonly string[], folder: string, signal: AbortSignal): Promise<Said> =>
  new Promise((resolve) => {
    execFile(program, words, { cwd: folder, signal, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES }, (error, out) => {
      if (!error) resolve({ code: 0, out });
      else if (error.code === 'ENOENT') resolve({ code: 'absent' });
      else if (typeof error.code === 'number') resolve({ code: error.code, out });
      else resolve({ code: 'stopped' });
    });
  });

/** The containers of a compose folder, by whichever Compose is there: the plugin of Docker, or the older program. */
export class Containers {
  #compose: Promise<readonly string[] | undefined> | undefined;

  constructor(
    private readonly folder: string,
    private readonly signal: AbortSignal,
  ) {}

  /** How Compose is called here; undefined where it is not. */
  compose(): Promise<readonly string[] | undefined> {
    this.#compose ??= this.#find();
    return this.#compose;
  }

  /** Runs a command in the running container of a service. */
  async within(service: string, ...command: string[]): Promise<Said> {
    const [program, ...words] = (await this.compose()) ?? [];
    if (program === undefined) return { code: 'absent' };
    return run(program, [...words, 'exec', '-T', service, ...command], this.folder, this.signal);
  }

  /** The end of a service's log, also of one that does not run any more. */
  async log(service: string): Promise<string> {
    const [program, ...words] = (await this.compose()) ?? [];
    if (program === undefined) return '';
    const said = await run(program, [...words, 'logs', '--no-color', '--tail', '40', service], this.folder, this.signal);
    return said.code === 0 ? said.out : '';
  }

  /** Where Docker keeps its volumes, if it is Docker on this machine and says so. */
  async dataFolder(): Promise<string | undefined> {
    const said = await run('docker', ['info', '--format', '{{.DockerRootDir}}'], this.folder, this.signal);
    return said.code === 0 ? said.out.trim() || undefined : undefined;
  }

  async #find(): Promise<readonly string[] | undefined> {
    for (const words of [['docker', 'compose'], ['docker-compose']]) {
      const [program = '', ...rest] = words;
      const { code } = await run(program, [...rest, 'version'], this.folder, this.signal);
      if (code === 0) return words;
    }
    return undefined;
  }
}
