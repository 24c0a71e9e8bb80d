import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BoundedLog } from '#libs/platform/log/index.js';
import { postgresAccount } from './account.js';
import type { PostgresBinaries } from './binaries.js';
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
  readonly #cluster: string;
  #trouble: ServerTrouble | undefined;
  /** Resolves at its end, with what its log told last. */
  readonly ended: Promise<ServerTrouble>;

  private constructor(setup: ServerSetup) {
    const { binaries, folders, log, overrides } = setup;
    this.#cluster = folders.cluster;
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

  /** Spawns a server on a cluster. Whether it comes up is `ready`'s answer. */
  static spawn(setup: ServerSetup): ServerProcess {
    return new ServerProcess(setup);
  }

  /**
   * Resolves once it takes connections, or with the trouble that ended it before. Recovery after a crash may take long,
   * so there is no deadline.
   */
  async ready(): Promise<ServerTrouble | undefined> {
    const watch = new AbortController();
    const trouble = await Promise.race([this.ended, this.#takesConnections(watch.signal)]);
    watch.abort();
    return trouble;
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

  async #takesConnections(signal: AbortSignal): Promise<undefined> {
    for (; !signal.aborted; await delay(READY_POLL_MS)) {
      const file = parsePostmasterFile(await readFile(join(this.#cluster, 'postmaster.pid'), 'utf8').catch(() => ''));
      if (file?.ready && file.pid === this.#child.pid) return;
    }
  }
}
