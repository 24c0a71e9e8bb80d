import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type pg from 'pg';
import { Role } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/eventually.js';
import type { NodeOptions, TestedNode } from '../tested-node.js';
import { tracesBelow } from '../traces.js';
import { type ComposeOptions, ComposeProject, type Container } from './compose-project.js';
import { succeed } from './engine.js';

const METRICS_PORT = 9090;
const DATABASE_PORT = 5432;

/** The node of the compose file, as its users and its administrator have it: by its front, and by the engine. */
export class ContainerNode implements TestedNode {
  #claimLink: string | undefined;

  private constructor(
    private readonly project: ComposeProject,
    private containers: Container[],
  ) {}

  /** @param options a model on this machine is out of reach for containers, so nothing of it is taken over. */
  static async start({ environment = {}, ollama }: NodeOptions & Pick<ComposeOptions, 'ollama'> = {}): Promise<ContainerNode> {
    if (environment.MIRROR_OLLAMA_URL) throw new Error('The containers reach no model of a test: this suite is not for them.');
    const project = await ComposeProject.prepare({ environment, ollama });
    try {
      await project.up();
      trust(project.authority);
      const node = new ContainerNode(project, []);
      await node.look();
      return node;
    } catch (error) {
      await project.remove();
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
    await this.look();
    for (const url of this.operatorUrls) {
      await eventually(async () => {
        const { status } = await fetch(`${url}/health/ready`);
        if (status !== 200) throw new Error(`A process is not ready: ${status}.`);
      }, 60_000);
    }
  }

  async again(): Promise<ContainerNode> {
    await this.project.up();
    await this.look();
    return this;
  }

  /** In the volumes of the database and of the front, and in what the containers said. */
  traces(words: ReadonlyMap<string, string>): string[] {
    const names = execFileSync('docker', ['volume', 'ls', '-q', '--filter', `label=com.docker.compose.project=${this.project.name}`], {
      encoding: 'utf8',
    });
    const folders = names
      .split('\n')
      .filter(Boolean)
      .map((name) => execFileSync('docker', ['volume', 'inspect', '-f', '{{.Mountpoint}}', name], { encoding: 'utf8' }).trim());
    return folders.flatMap((folder) => tracesBelow(folder, words));
  }

  remove(): Promise<void> {
    return this.project.remove();
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
const isRole = (container: Container): boolean => Role.options.some((role) => role === serviceOf(container));

const logsOf = (id: string): string => {
  const { stdout, stderr } = spawnSync('docker', ['logs', id], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return stdout + stderr;
};

/** This process and the programs that it starts from here on take the node's own authority for one of the world's. */
const trust = (authority: string): void => {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(authority, 'utf8')]);
  process.env.NODE_EXTRA_CA_CERTS = authority;
};
