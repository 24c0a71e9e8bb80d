import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { Role } from '#libs/contracts/index.js';
import { anyPort, flags } from '../running-node.js';
import type { NodeOptions, PartedNode } from '../tested-node.js';
import { tracesBelow } from '../traces.js';
import { Backends } from './backends.js';
import { Front } from './front.js';
import { writtenMappings } from './mapped-files.js';
import { RedisWatch } from './redis-watch.js';
import { type Place, Replica } from './replica.js';
import { RoleProcess } from './role-process.js';
import { secretsOf } from './secrets.js';
import { Wire } from './wire.js';

export type SplitOptions = NodeOptions & {
  /** How many processes of each role; one where nothing is said. */
  replicas?: Partial<Record<Role, number>>;
  /** Each process has a clock that `Replica.shiftClock` steps. */
  clocks?: boolean;
  /** Processes reach the backends themselves, not over wires through this process: for who measures. */
  direct?: boolean;
  /** Of Node, beside those that an image gives: a profile, say. */
  nodeOptions?: (role: Role) => string[];
};

const shiftedClock = new URL('./shifted-clock.mjs', import.meta.url).href;

/** No model answers unless a test brings one: port 9 is nobody's. */
const QUIET = { MIRROR_OLLAMA_URL: 'http://127.0.0.1:9' };

/**
 * The built node as a process per role, each with its own secrets alone, on a PostgreSQL and a Redis of its own. Every
 * process reaches these over wires of its own, which a test may cut.
 */
export class SplitNode implements PartedNode {
  #claimLink: string | undefined;
  #environment: Record<string, string> = {};
  #watch: RedisWatch | undefined;
  private oneShots: RoleProcess[] = [];

  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly backends: Backends,
    readonly replicas: readonly Replica[],
    private readonly front: Front | undefined,
  ) {}

  /** Started, up to readiness of every process. */
  static async start(options: SplitOptions = {}): Promise<SplitNode> {
    const node = await SplitNode.prepare(options);
    try {
      if (options.watched) node.#watch = await RedisWatch.start(node.backends.redis, node.folder);
      await node.migrate();
      await node.launch(options.environment);
      return node;
    } catch (error) {
      await node.remove();
      throw error;
    }
  }

  /** Secrets, database and Redis are there; no process of the node runs, and the database is empty. */
  static async prepare({ dataFolder, replicas = {}, ...launch }: SplitOptions = {}): Promise<SplitNode> {
    const folder = mkdtempSync(join(tmpdir(), 'mirrorstead-split-'));
    // PostgreSQL's own account has to pass through.
    chmodSync(folder, 0o711);
    for (const name of ['log', 'roles']) mkdirSync(join(folder, name), { recursive: true });
    const port = await anyPort();
    await initialize(folder, `http://localhost:${port}`);
    const secrets = join(folder, 'secrets');
    const backends = await Backends.start(folder, secrets, dataFolder);
    const gateways = replicas.gateway ?? 1;
    const ports = gateways === 1 ? [port] : await Promise.all(Array.from({ length: gateways }, anyPort));
    const places = await Promise.all(
      Role.options.flatMap((role) =>
        Array.from({ length: replicas[role] ?? 1 }, (_, index) =>
          placeFor(`${role}-${index + 1}`, role, role === 'gateway' ? ports[index] : undefined, backends, folder),
        ),
      ),
    );
    const front = gateways === 1 ? undefined : await Front.listen(port, ports);
    const node: SplitNode = new SplitNode(
      port,
      folder,
      backends,
      places.map((place) => new Replica(place, (at) => node.launchOf(at, launch))),
      front,
    );
    return node;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  get administrator(): pg.ClientConfig {
    return this.backends.administrator;
  }

  get operatorUrls(): readonly string[] {
    return this.replicas.map(({ operatorUrl }) => operatorUrl);
  }

  get running(): boolean {
    return !this.replicas.some(({ fell }) => fell);
  }

  get told(): string {
    const folder = join(this.folder, 'log');
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  }

  /** What crosses Redis, where the test asked for it. */
  get watch(): RedisWatch {
    if (!this.#watch) throw new Error('This node was not started with `watched`.');
    return this.#watch;
  }

  *inMemory(sinceMs: number): Generator<readonly [string, Buffer]> {
    for (const { name, process } of this.replicas)
      for (const [file, content] of writtenMappings([process.pid], sinceMs)) yield [`${name}: ${file}`, content];
  }

  of(role: Role): readonly Replica[] {
    return this.replicas.filter((each) => each.role === role);
  }

  /** The one process of a role, or its first. */
  the(role: Role): Replica {
    const [first] = this.of(role);
    if (!first) throw new Error(`No process has the role ${role}.`);
    return first;
  }

  /** The one-shot: runs to its end. @throws with what it said, where that is none of success. */
  async migrate(): Promise<void> {
    const process = this.oneShot('migrate', ['run'], { ROLES: 'migrate', MIRROR_SECRETS: this.secretsFor(['migrate']) });
    const code = await process.exit();
    if (code !== 0) throw new Error(`migrate ended with ${code}:\n${process.told}`);
  }

  /** All processes at once, until each is ready. */
  async launch(environment: Record<string, string> = {}): Promise<void> {
    this.#environment = environment;
    for (const replica of this.replicas) replica.start();
    // Many that start at once share the processors of one machine.
    await Promise.all(this.replicas.map((replica) => replica.ready(60_000 + this.replicas.length * 10_000)));
  }

  /** Asked once and remembered: a node that has an owner says no link any more. */
  async claimLink(): Promise<string> {
    if (this.#claimLink) return this.#claimLink;
    const { environment } = this.launchOf(this.the('gateway').place);
    const process = this.oneShot('claim-link', ['claim-link'], environment);
    const code = await process.exit();
    const link = new RegExp(`${this.origin}/\\S+#\\S+`).exec(process.told)?.[0];
    if (!link) throw new Error(`claim-link ended with ${code}:\n${process.told}`);
    this.#claimLink = link;
    return link;
  }

  async stop(): Promise<number | null> {
    const codes = await Promise.all(this.replicas.map((replica) => replica.stop()));
    return codes.find((code) => code !== 0) ?? 0;
  }

  async kill(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()));
  }

  /** Until every process is ready again. */
  async killDatabase(): Promise<void> {
    await this.backends.killDatabase();
    await Promise.all(this.replicas.map((replica) => replica.ready()));
  }

  async again(environment?: Record<string, string>): Promise<SplitNode> {
    await this.launch(environment);
    return this;
  }

  traces(words: ReadonlyMap<string, string>): string[] {
    return [...new Set([this.folder, this.backends.dataFolder])].flatMap((folder) => tracesBelow(folder, words));
  }

  async remove(): Promise<void> {
    for (const process of [...this.oneShots, ...this.replicas.flatMap((replica) => (replica.started ? [replica.process] : []))]) {
      process.signal('SIGCONT');
      process.signal('SIGKILL');
      await process.exit();
    }
    await this.#watch?.stop();
    await this.front?.close();
    await this.backends.stop();
    for (const { place } of this.replicas) await Promise.all([place.wires.redis.close(), place.wires.database.close()]);
    for (const folder of [this.backends.dataFolder, this.folder]) rmSync(folder, { recursive: true, force: true });
  }

  /** A folder with the secrets of these roles alone. */
  secretsFor(roles: readonly (Role | 'migrate')[]): string {
    return secretsOf(this.backends.secrets, join(this.folder, 'roles'), roles);
  }

  private launchOf({ role, port, operatorPort, wires, clockFile }: Place, { clocks, direct, nodeOptions }: SplitOptions = {}) {
    const { databasePort, redis } = this.backends;
    const ports = direct ? { database: databasePort, redis: redis.port } : { database: wires.database.port, redis: wires.redis.port };
    return {
      nodeOptions: [...flags, ...(nodeOptions?.(role) ?? []), ...(clocks ? ['--import', shiftedClock] : [])],
      command: ['run'],
      environment: {
        ...QUIET,
        ...this.settings(ports.database, ports.redis),
        ROLES: role,
        MIRROR_SECRETS: this.secretsFor([role]),
        MIRROR_METRICS_HOST: '127.0.0.1',
        MIRROR_METRICS_PORT: String(operatorPort),
        ...(port ? { MIRROR_PORT: String(port) } : {}),
        ...(clocks ? { CLOCK_OFFSET_FILE: clockFile } : {}),
        ...this.#environment,
      },
    };
  }

  private settings(databasePort: number, redisPort: number): Record<string, string> {
    return {
      MIRROR_ORIGIN: this.origin,
      MIRROR_HOST: '127.0.0.1',
      MIRROR_DATABASE_URL: `postgres://127.0.0.1:${databasePort}/mirrorstead`,
      MIRROR_REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    };
  }

  private oneShot(name: string, command: string[], environment: Record<string, string>): RoleProcess {
    const { databasePort, redis } = this.backends;
    const log = join(this.folder, 'log', `${name}.${this.oneShots.length}.log`);
    const process = RoleProcess.spawn({ command, environment: { ...this.settings(databasePort, redis.port), ...environment }, log });
    this.oneShots.push(process);
    return process;
  }
}

const placeFor = async (
  name: string,
  role: Role,
  port: number | undefined,
  { databasePort, redis }: Backends,
  folder: string,
): Promise<Place> => {
  const [database, toRedis] = [await Wire.to(databasePort), await Wire.to(redis.port)];
  return {
    name,
    role,
    ...(port ? { port } : {}),
    operatorPort: await anyPort(),
    wires: { database, redis: toRedis },
    logFolder: join(folder, 'log'),
    clockFile: join(folder, `clock-${database.port}`),
  };
};

/** What an administrator runs first: makes the folder `secrets` of a node with this address. */
const initialize = async (folder: string, origin: string): Promise<void> => {
  const log = join(folder, 'log', 'init.log');
  const process = RoleProcess.spawn({ command: ['init', '--origin', origin, '--folder', folder], environment: {}, log });
  const code = await process.exit();
  if (code !== 0) throw new Error(`init ended with ${code}:\n${process.told}`);
};
