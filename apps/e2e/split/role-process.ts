import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export const main = new URL('../../../dist/apps/node/main.js', import.meta.url).pathname;

export type Launch = {
  command: string[];
  environment: Record<string, string>;
  /** Where its standard output and error go. */
  log: string;
  /** Of Node itself, before the program. */
  nodeOptions?: string[];
  /** Another build than this one. */
  program?: string;
};

/** One process of the built node. It gets the environment that it is given and nothing of the test's. */
export class RoleProcess {
  readonly #ended: Promise<number | null>;
  #signal: NodeJS.Signals | null = null;

  private constructor(
    readonly child: ChildProcess,
    private readonly log: string,
  ) {
    this.#ended = once(child, 'exit').then(([code, signal]) => {
      this.#signal = signal as NodeJS.Signals | null;
      return code as number | null;
    });
  }

  static spawn({ command, environment, log, nodeOptions = [], program = main }: Launch): RoleProcess {
    const file = openSync(log, 'a');
    const env = { PATH: process.env.PATH ?? '', ...environment };
    const child = spawn(process.execPath, [...nodeOptions, program, ...command], { env, stdio: ['ignore', file, file] });
    closeSync(file);
    return new RoleProcess(child, log);
  }

  get pid(): number {
    if (!this.child.pid) throw new Error('The process could not be started.');
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.#signal === null && this.child.signalCode === null;
  }

  /** All that it said. */
  get told(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** Exit code, once it ended; null where a signal ended it. */
  exit(): Promise<number | null> {
    return this.#ended;
  }

  signal(name: NodeJS.Signals): void {
    if (this.running) this.child.kill(name);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#ended;
  }

  /** As a container engine does: SIGTERM, and after its patience SIGKILL, which is none of the clean ends. */
  async stop(patienceMs = 20_000): Promise<number | null> {
    this.signal('SIGTERM');
    const impatience = setTimeout(() => this.signal('SIGKILL'), patienceMs);
    const code = await this.#ended;
    clearTimeout(impatience);
    return code;
  }
}
