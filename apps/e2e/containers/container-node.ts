import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type pg from 'pg';
import { Role } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/eventually.js';
import { temporaryFiles, writtenMappings } from '../split/mapped-files.js';
import { type AdministeredRedis, admitAdministrator, asAdministratorOf } from '../split/redis.js';
import { RedisWatch } from '../split/redis-watch.js';
import type { NodeOptions, PartedNode } from '../tested-node.js';
import { tracesBelow } from '../traces.js';
import { type ComposeOptions, ComposeProject, type Container } from './compose-project.js';
import { succeed } from './engine.js';

const METRICS_PORT = 9090;
const DATABASE_PORT = 5432;
const REDIS_PORT = 6379;

/** The node of the compose file, as its users and its administrator have it: by its front, and by the engine. */
export class ContainerNode implements PartedNode {
  #claimLink: string | undefined;
  #watched: { redis: AdministeredRedis; watch: RedisWatch } | undefined;

  private constructor(
    private readonly project: ComposeProject,
    private containers: Container[],
  ) {}

  static async start({
    environment = {},
    watched = false,
    model,
  }: NodeOptions & Pick<ComposeOptions, 'model'> = {}): Promise<ContainerNode> {
    const { MIRROR_OLLAMA_URL: ofTest, ...settings } = environment;
    const project = await ComposeProject.prepare({ environment: settings, model: ofTest ? new URL(ofTest) : model });
    const node = new ContainerNode(project, []);
    try {
      if (watched) await node.startWatch();
      await project.up();
      trust(project.authority);
      await node.look();
      return node;
    } catch (error) {
      await node.remove();
      throw error;
    }
  }

  get origin(): string {
    return this.project.origin;
  }

  get port(): number {
    return this.project.port;
  }

  get administrator(): pg.ClientConfig {
    const password = readFileSync(join(this.project.folder, 'secrets', 'database-admin'), 'utf8').trim();
    return { host: this.addressOf('postgres'), port: DATABASE_PORT, user: 'postgres', password, database: 'mirrorstead' };
  }

  get operatorUrls(): readonly string[] {
    return Role.options.map((role) => `http://${this.addressOf(role)}:${METRICS_PORT}`);
  }

  get told(): string {
    return this.containers.map(({ Id }) => logsOf(Id)).join('');
  }

  /** What the containers of each service said. */
  get toldBy(): ReadonlyMap<string, string> {
    return new Map(this.containers.map((container) => [serviceOf(container), logsOf(container.Id)]));
  }

  /** Whose containers run, or ran when this was last looked at. */
  get services(): readonly string[] {
    return this.live.map(serviceOf);
  }

  get watch(): RedisWatch {
    if (!this.#watched) throw new Error('This node was not started with `watched`.');
    return this.#watched.watch;
  }

  /** Of all containers, the database's and the front's too; from outside, as root of this machine sees them. */
  *inMemory(sinceMs: number): Generator<readonly [string, Buffer]> {
    for (const container of this.live) {
      const pids = processesOf(container.Id);
      const [first = 0] = pids;
      for (const found of [writtenMappings(pids, sinceMs), temporaryFiles(first)])
        for (const [file, content] of found) yield [`${serviceOf(container)}: ${file}`, content];
    }
  }

  /** Puts a word where a search has to find it: into the log, the temporary folder and the volumes of each container that runs. */
  async plant(word: string): Promise<void> {
    for (const container of this.live) {
      const folders = ['/tmp', ...volumesOf(container).map(({ Destination }) => Destination)].join(' ');
      const line = `echo ${word} >/proc/1/fd/1; for folder in ${folders}; do [ ! -w $folder ] || echo ${word} >$folder/probe; done`;
      await succeed(['docker', 'exec', container.Id, 'sh', '-ec', line]);
    }
  }

  get running(): boolean {
    const ids = this.containers.filter((each) => isRole(each)).map(({ Id }) => Id);
    const states = JSON.parse(execFileSync('docker', ['inspect', ...ids], { encoding: 'utf8' })) as {
      State: { Status: string };
      RestartCount: number;
    }[];
    return states.every(({ State, RestartCount }) => State.Status === 'running' && RestartCount === 0);
  }

  /** Asked once and remembered: a node that has an owner says no link any more. */
  async claimLink(): Promise<string> {
    if (this.#claimLink) return this.#claimLink;
    const { out, err } = await this.project.inside('gateway', 'claim-link');
    const link = new RegExp(`${this.origin}/\\S+#\\S+`).exec(out)?.[0];
    if (!link) throw new Error(`claim-link said no link:\n${out}${err}`);
    this.#claimLink = link;
    return link;
  }

  async stop(): Promise<number | null> {
    await this.project.compose('stop');
    await this.look();
    return this.containers.filter((each) => isRole(each)).find(({ State }) => State.ExitCode !== 0)?.State.ExitCode ?? 0;
  }

  async kill(): Promise<void> {
    await this.project.compose('kill', ...Role.options);
  }

  /** Whoever kills a container by hand starts it again by hand. */
  async killDatabase(): Promise<void> {
    await this.project.compose('kill', 'postgres');
    await this.project.compose('up', '-d');
    await this.ready();
  }

  /** Until each process can do its work, wherever the engine has put it meanwhile. */
  async ready(): Promise<void> {
    await this.look();
    for (const url of this.operatorUrls) {
      await eventually(async () => {
        const { status } = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
        if (status !== 200) throw new Error(`A process is not ready: ${status}.`);
      }, 60_000);
    }
  }

  container(service: string): Promise<Container> {
    return this.project.container(service);
  }

  async again(): Promise<ContainerNode> {
    await this.project.up();
    await this.look();
    return this;
  }

  /** In all volumes, the database's above all, and in what the engine keeps of each container: its log, its settings. */
  traces(words: ReadonlyMap<string, string>): string[] {
    const volumes = this.containers.flatMap((container) => volumesOf(container).map(({ Source }) => Source));
    const kept = this.containers.map(({ LogPath }) => dirname(LogPath));
    return [...new Set([...volumes, ...kept])].flatMap((folder) => tracesBelow(folder, words));
  }

  async remove(): Promise<void> {
    await this.#watched?.watch.stop();
    this.#watched?.redis.administrator.disconnect();
    await this.project.remove();
  }

  /** Before any other container is there to tell it something. */
  private async startWatch(): Promise<void> {
    admitAdministrator(join(this.project.folder, 'secrets', 'redis-acl'));
    await this.project.up('valkey');
    await this.look();
    const redis = asAdministratorOf(this.addressOf('valkey'), REDIS_PORT);
    await redis.administrator.ping();
    this.#watched = { redis, watch: await RedisWatch.start(redis, this.project.folder) };
  }

  private get live(): readonly Container[] {
    return this.containers.filter(({ State }) => State.Status === 'running');
  }

  private async look(): Promise<void> {
    const ids = await succeed(['docker', 'ps', '-aq', '--filter', `label=com.docker.compose.project=${this.project.name}`]);
    this.containers = JSON.parse(await succeed(['docker', 'inspect', ...ids.split('\n').filter(Boolean)])) as Container[];
  }

  /** Also networks without a way out are reached from the machine that they are on. */
  private addressOf(service: string): string {
    const networks = this.containers.find((each) => serviceOf(each) === service)?.NetworkSettings.Networks ?? {};
    const address = Object.values(networks).find(({ IPAddress }) => IPAddress)?.IPAddress;
    if (!address) throw new Error(`The container of ${service} has no address.`);
    return address;
  }
}

const serviceOf = ({ Config }: Container): string => Config.Labels['com.docker.compose.service'] ?? '';
/** Also those that an image asks for, which belong to no project by name. */
const volumesOf = ({ Mounts }: Container) => Mounts.filter(({ Type }) => Type === 'volume');
const isRole = (container: Container): boolean => Role.options.some((role) => role === serviceOf(container));

/** Their ids on this machine, the first one's first. */
const processesOf = (id: string): number[] => {
  const [, ...pids] = execFileSync('docker', ['top', id, '-eo', 'pid'], { encoding: 'utf8' }).trim().split('\n');
  return pids.map(Number);
};

const logsOf = (id: string): string => {
  const { stdout, stderr } = spawnSync('docker', ['logs', id], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return stdout + stderr;
};

/** This process and the programs that it starts from here on take the node's own authority for one of the world's. */
const trust = (authority: string): void => {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(authority, 'utf8')]);
  process.env.NODE_EXTRA_CA_CERTS = authority;
};
