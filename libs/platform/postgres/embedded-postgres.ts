import { setTimeout as delay } from 'node:timers/promises';
import { BoundedLog } from '#libs/platform/log/index.js';
import { findBinaries } from './binaries.js';
import { clusterExists, makeCluster } from './cluster.js';
import { type ServerTrouble, troubleSentence } from './domain/server-trouble.js';
import { FolderLock } from './folder-lock.js';
import { type DataFolders, prepareFolders } from './folders.js';
import { endOrphan } from './orphan.js';
import { readOrMakePassword } from './password-file.js';
import { reachableBinaries } from './reachable-binaries.js';
import { ServerProcess, type ServerSetup } from './server-process.js';

export type EmbeddedPostgresOptions = {
  dataFolder: string;
  /** Default: `<dataFolder>/secrets`. */
  secretsFolder?: string;
  /** Told at each change, for the log and for health. */
  onState?: (state: PostgresState) => void;
  /** Settings over ours. For tests that need no durable disk. */
  settings?: Record<string, string>;
};

/** `detail` is a sentence for the person who runs the node. */
export type PostgresState = { status: 'running' | 'restarting' | 'stopped'; detail?: string };

/** How long the processes of a killed server may take to end: longer than `statement_timeout`. */
const LEFTOVERS_PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 10_000;
/** A server that ran so long did not die of its start: the next pause is short again. */
const STEADY_MS = 60_000;

/** The PostgreSQL of an all-in-one node: started with it, started again when it dies, stopped with it. */
export class EmbeddedPostgres {
  #server: ServerProcess | undefined;
  #state: PostgresState = { status: 'running' };
  #restarting: Promise<void> = Promise.resolve();
  #pauseMs = FIRST_PAUSE_MS;
  readonly #stopping = new AbortController();

  private constructor(
    readonly folders: DataFolders,
    private readonly setup: ServerSetup,
    private readonly lock: FolderLock,
    private readonly passwords: { admin: string; node: string },
    private readonly onState: (state: PostgresState) => void,
  ) {}

  /**
   * Locks the data folder, makes the cluster if there is none, ends what a killed node left, and starts the server.
   * @throws Error with one sentence: what happened, what to do.
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const folders = await prepareFolders(options.dataFolder, options.secretsFolder);
    const lock = FolderLock.take(folders.data);
    const log = new BoundedLog(`${folders.log}/postgres.log`);
    try {
      const binaries = await reachableBinaries(await findBinaries(), folders.data);
      const exists = clusterExists(folders);
      const admin = await readOrMakePassword(folders.secrets, 'database-admin', exists);
      const node = await readOrMakePassword(folders.secrets, 'database-node', exists);
      if (!exists) await makeCluster(binaries, folders, admin);
      const setup = { binaries, folders, log, ...(options.settings ? { overrides: options.settings } : {}) };
      const postgres = new EmbeddedPostgres(folders, setup, lock, { admin, node }, options.onState ?? (() => undefined));
      const trouble = await postgres.#start();
      if (trouble) throw new Error(troubleSentence(trouble, log.path));
      return postgres;
    } catch (error) {
      log.close();
      lock.release();
      throw error;
    }
  }

  /** For `migrate`: a superuser on the database `postgres`. */
  get adminUrl(): string {
    return this.#url('postgres', this.passwords.admin, 'postgres');
  }

  /** For everything else: the login role, which may nothing until it takes a service role. */
  get nodeUrl(): string {
    return this.#url('mirror_node', this.passwords.node, 'mirrorstead');
  }

  get nodePassword(): string {
    return this.passwords.node;
  }

  get state(): PostgresState {
    return this.#state;
  }

  /** Process id of the server, while one runs. */
  get pid(): number | undefined {
    return this.#server?.pid;
  }

  /** Fast shutdown, awaited, also of a server that is still starting. After it another node may have the folder. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#server?.stop();
    await this.#restarting;
    this.setup.log.close();
    this.lock.release();
    this.#become({ status: 'stopped' });
  }

  async #start(): Promise<ServerTrouble | undefined> {
    for (const until = Date.now() + LEFTOVERS_PATIENCE_MS; ; await this.#pause(FIRST_PAUSE_MS)) {
      await endOrphan(this.folders);
      if (this.#stopping.signal.aborted) return undefined;
      const trouble = await this.#startOnce();
      // A server that was killed leaves processes that hold its memory until they notice.
      if (trouble !== 'still_running' || Date.now() > until) return trouble;
    }
  }

  async #startOnce(): Promise<ServerTrouble | undefined> {
    const server = ServerProcess.spawn(this.setup);
    this.#server = server;
    const trouble = await server.ready();
    if (trouble) return trouble;
    const since = Date.now();
    this.#become({ status: 'running' });
    void server.ended.then((reason) => this.#ended(reason, Date.now() - since));
    return undefined;
  }

  #ended(trouble: ServerTrouble, ran: number): void {
    if (ran > STEADY_MS) this.#pauseMs = FIRST_PAUSE_MS;
    if (!this.#stopping.signal.aborted) this.#restarting = this.#restart(trouble);
  }

  async #restart(first: ServerTrouble): Promise<void> {
    for (let trouble: ServerTrouble | undefined = first; trouble && !this.#stopping.signal.aborted; ) {
      this.#become({ status: 'restarting', detail: troubleSentence(trouble, this.setup.log.path) });
      await this.#pause(this.#pauseMs);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      trouble = await this.#start().catch((): ServerTrouble => 'unknown');
    }
  }

  /** Ends early when the node stops. */
  async #pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  #become(state: PostgresState): void {
    this.#state = state;
    this.onState(state);
  }

  #url(user: string, password: string, database: string): string {
    return `postgresql://${user}:${password}@localhost/${database}?host=${encodeURIComponent(this.folders.socket)}`;
  }
}
