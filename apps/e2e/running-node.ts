import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { eventually } from '#libs/testing/eventually.js';
import type { TestedNode } from './tested-node.js';
import { tracesBelow } from './traces.js';

/** As scripts/start and the image give them. */
export const flags = ['--enable-source-maps', '--max-semi-space-size=8'];
const main = new URL('../../dist/apps/node/main.js', import.meta.url).pathname;

export type NodeOptions = { port?: number; dataFolder?: string; environment?: Record<string, string> };

/** Below the ports that the system gives to what goes out: such a connection could take one before a node does. */
const [LOWEST_PORT, HIGHEST_PORT] = [12_000, 32_000];

/** A port that was free a moment ago. */
export const anyPort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, 'localhost', () => resolve(true));
    });
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
};

/** A folder that PostgreSQL's own account may pass through, and that is gone afterwards. */
export const anyFolder = (): string => mkdtempSync(join(tmpdir(), 'mirrorstead-e2e-'));

/** The built node in a process of its own, seen from outside: its screen, its exit code, its log, its disk. */
export class RunningNode implements TestedNode {
  output = '';
  errors = '';
  private readonly ended: Promise<number | null>;

  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    readonly dataFolder: string,
  ) {
    child.stdout?.on('data', (chunk) => {
      this.output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      this.errors += chunk;
    });
    this.ended = once(child, 'exit').then(([code]) => code as number | null);
  }

  static async spawn({ port, dataFolder, environment }: NodeOptions = {}): Promise<RunningNode> {
    const chosen = port ?? (await anyPort());
    const folder = dataFolder ?? anyFolder();
    // No model answers unless a test brings one: port 9 is nobody's.
    const env = { ...process.env, MIRROR_OLLAMA_URL: 'http://127.0.0.1:9', ...environment };
    const child = spawn(process.execPath, [...flags, main, 'start', '--port', String(chosen), '--data', folder], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new RunningNode(child, chosen, folder);
  }

  /** Started, up to its screen. */
  static async start(options: NodeOptions = {}): Promise<RunningNode> {
    const node = await RunningNode.spawn(options);
    await node.ready();
    return node;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  get administrator(): pg.ClientConfig {
    const password = readFileSync(join(this.dataFolder, 'secrets', 'database-admin'), 'utf8').trim();
    return { host: join(this.dataFolder, 'run'), user: 'postgres', password, database: 'mirrorstead' };
  }

  /** The one of the screen. */
  async claimLink(): Promise<string> {
    const link = /http:\/\/localhost:\d+\/\S+#\S+/.exec(this.output)?.[0];
    if (!link) throw new Error('The screen shows no claim link.');
    return link;
  }

  get operatorUrl(): string {
    const url = /Health\s+(http:\/\/127\.0\.0\.1:\d+)/.exec(this.output)?.[1];
    if (!url) throw new Error('The screen shows no address for health.');
    return url;
  }

  get operatorUrls(): readonly string[] {
    return [this.operatorUrl];
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get told(): string {
    return this.output + this.errors + this.log;
  }

  get log(): string {
    return readFileSync(join(this.dataFolder, 'log', 'node.log'), 'utf8');
  }

  /** Process id of its PostgreSQL, as that itself says. */
  get databasePid(): number {
    return Number(readFileSync(join(this.dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** The whole screen is there. @throws where the node ended instead. */
  async ready(): Promise<void> {
    const shown = new Promise<void>((resolve) => {
      const look = () => /Stop\s+Ctrl-C/.test(this.output) && resolve();
      this.child.stdout?.on('data', look);
      look();
    });
    const failed = this.ended.then((code) => {
      throw new Error(`The node ended with ${code}: ${this.errors}`);
    });
    await Promise.race([shown, failed]);
  }

  /** Exit code, once it ended by itself or was told to. */
  exit(): Promise<number | null> {
    return this.ended;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGINT');
    return this.ended;
  }

  /** As a crash of the process: its database stays behind. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async killDatabase(): Promise<void> {
    const before = this.databasePid;
    process.kill(before, 'SIGKILL');
    const { operatorUrl } = this;
    const ready = eventually(async () => {
      if (this.databasePid === before) throw new Error('The database is not started again.');
      const { status } = await fetch(`${operatorUrl}/health/ready`);
      if (status !== 200) throw new Error(`The node is not ready: ${status}.`);
    }, 60_000);
    // A node that gave up with its database says why in its log.
    const ended = this.ended.then((code) => {
      throw new Error(`The node ended with ${code}: ${this.log.slice(-4000)}`);
    });
    await Promise.race([ready, ended]);
  }

  /** Another start on the same folder and port. */
  async again(environment?: Record<string, string>): Promise<RunningNode> {
    return RunningNode.start({ port: this.port, dataFolder: this.dataFolder, ...(environment ? { environment } : {}) });
  }

  traces(words: ReadonlyMap<string, string>): string[] {
    return tracesBelow(this.dataFolder, words);
  }

  /** Ended, and nothing left of it. */
  async remove(): Promise<void> {
    if (this.running) await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}
