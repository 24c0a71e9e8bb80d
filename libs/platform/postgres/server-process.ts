import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { postgresAccount } from './account.js';
import type { PostgresBinaries } from './binaries.js';
import type { BoundedLog } from './bounded-log.js';
import { parsePostmasterFile } from './domain/postmaster-file.js';
import { type ServerTrouble, troubleIn } from './domain/server-trouble.js';
import type { DataFolders } from './folders.js';
import { FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN } from './orphan.js';
import { serverArguments } from './settings.js';

export type ServerSetup = { binaries: PostgresBinaries; folders: DataFolders; log: BoundedLog; overrides?: Record<string, string> };

const STOP_PATIENCE_MS = 30_000;
const READY_POLL_MS = 5;

/** One run of the `postgres` program, from its spawn to its end. */
export class ServerProcess {
  readonly #child: ChildProcess;
  #trouble: ServerTrouble | undefined;
  /** Resolves at its end, with what its log told last. */
  readonly ended: Promise<ServerTrouble>;

  private constructor(setup: ServerSetup) {
    const { binaries, folders, log, overrides } = setup;
    this.#child = spawn(binaries.postgres, serverArguments(folders.cluster, folders.socket, overrides), {
      ...postgresAccount(),
      cwd: folders.cluster,
      // Nothing of our environment: it may hold secrets, and PG* variables would change the server.
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      // A session of its own: Ctrl-C at a terminal goes to us alone, and the server stops after our last write.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      log.append(chunk);
      for (const line of chunk.toString().split('\n')) this.#trouble = troubleIn(line) ?? this.#trouble;
    });
    this.ended = this.#end();
    process.on('exit', this.#dieWithUs);
  }

  /**
   * Spawns a server. `ready` resolves once it takes connections, or with the trouble that ended it before. Its recovery
   * after a crash may take long, so there is no deadline.
   */
  static async start(setup: ServerSetup): Promise<{ server: ServerProcess } | { trouble: ServerTrouble }> {
    const server = new ServerProcess(setup);
    const ended = server.ended.then((trouble) => ({ trouble }));
    const watch = new AbortController();
    const outcome = await Promise.race([ended, server.#ready(setup.folders.cluster, watch.signal).then(() => ({ server }))]);
    watch.abort();
    return outcome;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Fast shutdown, awaited; an immediate one where that takes too long. */
  async stop(): Promise<void> {
    this.#child.kill(FAST_SHUTDOWN);
    const impatience = setTimeout(() => this.#child.kill(IMMEDIATE_SHUTDOWN), STOP_PATIENCE_MS);
    await this.ended;
    clearTimeout(impatience);
  }

  readonly #dieWithUs = (): void => void this.#child.kill(FAST_SHUTDOWN);

  async #end(): Promise<ServerTrouble> {
    // `error` is a program that can't be run at all.
    await Promise.race([once(this.#child, 'exit'), once(this.#child, 'error')]).catch(() => undefined);
    process.off('exit', this.#dieWithUs);
    // The last lines may come after the exit; processes that outlive a killed server hold the pipe open, so not for long.
    if (!this.#child.stderr?.readableEnded) {
      await Promise.race([once(this.#child, 'close'), delay(100, undefined, { ref: false })]);
    }
    this.#child.stderr?.destroy();
    return this.#trouble ?? 'unknown';
  }

  async #ready(cluster: string, signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await delay(READY_POLL_MS)) {
      const file = parsePostmasterFile(await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => ''));
      if (file?.ready && file.pid === this.#child.pid) return;
    }
  }
}
