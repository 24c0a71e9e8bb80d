import { once } from 'node:events';
import { appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { anyPort } from '../running-node.js';
import { composeCommand, type Ended, hasImage, root, run, succeed } from './engine.js';

/** Built from these sources: a test must not meet the node that an administrator of this machine runs. */
export const IMAGE = 'mirrorstead:e2e';

export type ComposeOptions = {
  /** Further compose files, from the project's folder. */
  overlays?: readonly string[];
  environment?: Record<string, string>;
  /**
   * What stands in Ollama's place: its own image where it is here, or the address of a test's model on this machine. Where
   * nothing is said, something that has no model: the local engine answers, at once.
   */
  model?: 'ollama' | URL;
};

/** What the tests ask of `docker inspect`. */
export type Container = {
  Id: string;
  LogPath: string;
  Mounts: { Type: string; Source: string; Destination: string }[];
  Config: { Env: string[]; User: string; Labels: Record<string, string> };
  State: { Status: string; ExitCode: number; Health?: { Status: string } };
  HostConfig: {
    ReadonlyRootfs: boolean;
    Privileged: boolean;
    CapAdd: string[] | null;
    CapDrop: string[] | null;
    SecurityOpt: string[] | null;
    Memory: number;
    MemorySwap: number;
    PidsLimit: number;
    PortBindings: Record<string, unknown> | null;
    LogConfig: { Type: string; Config: Record<string, string> };
    RestartPolicy: { Name: string };
    Ulimits: { Name: string; Hard: number }[] | null;
  };
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
};

/**
 * The compose file as a project of its own, in a folder as an administrator has it: with secrets, ports, networks and
 * volumes that no other one has.
 */
export class ComposeProject {
  private constructor(
    readonly name: string,
    readonly folder: string,
    readonly port: number,
    readonly httpPort: number,
    private readonly files: readonly string[],
    private readonly environment: Record<string, string>,
    private readonly relay: Server | undefined,
  ) {}

  /** The image is built, the secrets are made; nothing is started. */
  static async prepare({ overlays = [], environment = {}, model }: ComposeOptions = {}): Promise<ComposeProject> {
    const folder = mkdtempSync(join(tmpdir(), 'mirrorstead-compose-'));
    const [port, httpPort] = [await anyPort(), await anyPort()];
    await succeed(['docker', 'build', '-q', '-f', 'deploy/docker/Dockerfile', '-t', IMAGE, '.']);
    const relayFolder = join(folder, 'model');
    const relay = model instanceof URL ? await relayTo(model, relayFolder) : undefined;
    const settings = {
      MIRROR_IMAGE: IMAGE,
      MIRROR_HTTP_PORT: String(httpPort),
      MIRROR_TEST_MODEL: relayFolder,
      ...environment,
    };
    const inOllamasPlace = relay ? ['relayed-model.yml'] : model && (await hasImage('ollama/ollama')) ? [] : ['no-ollama.yml'];
    for (const path of ['docker-compose.yml', 'deploy/compose']) cpSync(join(root, path), join(folder, path), { recursive: true });
    const files = [join(folder, 'docker-compose.yml'), ...inOllamasPlace.map((name) => `apps/e2e/containers/${name}`), ...overlays];
    const project = new ComposeProject(basename(folder).toLowerCase(), folder, port, httpPort, files, settings, relay);
    await project.init('--origin', project.origin);
    appendFileSync(
      join(folder, '.env'),
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    return project;
  }

  get origin(): string {
    return `https://localhost:${this.port}`;
  }

  /** The node's own authority, which its clients have to trust. */
  get authority(): string {
    return join(this.folder, 'secrets', 'ca.crt');
  }

  /** `scripts/compose-init`, as an administrator runs it. @returns what it said */
  init(...args: string[]): Promise<string> {
    return succeed(['scripts/compose-init', '--folder', this.folder, ...args], this.environment);
  }

  /** `scripts/doctor`, as an administrator runs it. It ends with another code where something is wrong. */
  doctor(): Promise<Ended> {
    return run(['scripts/doctor', '--folder', this.folder, '--json']);
  }

  /** All of it, until the last container is healthy. @returns how long that took, in milliseconds */
  async up(...args: string[]): Promise<number> {
    const began = performance.now();
    await this.compose('up', '-d', ...args);
    return performance.now() - began;
  }

  async down(...args: string[]): Promise<number> {
    const began = performance.now();
    await this.compose('down', ...args);
    return performance.now() - began;
  }

  /** @throws with all that it said, where it fails */
  compose(...args: string[]): Promise<string> {
    return succeed(this.command(args), this.environment);
  }

  /** A shell's line inside a running container, as the container's own user. */
  async inside(service: string, line: string): Promise<Ended> {
    const { Id } = await this.container(service);
    return run(['docker', 'exec', Id, 'sh', '-c', line]);
  }

  /** All containers of a service, stopped ones too. */
  async containers(service: string): Promise<Container[]> {
    const filters = [`label=com.docker.compose.project=${this.name}`, `label=com.docker.compose.service=${service}`];
    const ids = await succeed(['docker', 'ps', '-aq', ...filters.flatMap((filter) => ['--filter', filter])]);
    const found = ids.split('\n').filter(Boolean);
    return found.length === 0 ? [] : (JSON.parse(await succeed(['docker', 'inspect', ...found])) as Container[]);
  }

  async container(service: string): Promise<Container> {
    const [found] = await this.containers(service);
    if (!found) throw new Error(`There is no container of ${service}.`);
    return found;
  }

  /** Everything that its containers said, of one service or of all. */
  async logs(...services: string[]): Promise<string> {
    const { out, err } = await run(this.command(['logs', '--no-color', ...services]), this.environment);
    return out + err;
  }

  /** Ended, and nothing left of it. */
  async remove(): Promise<void> {
    await this.down('-v', '-t', '2', '--remove-orphans');
    this.relay?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private command(args: readonly string[]): string[] {
    if (!composeCommand) throw new Error('There is no container engine with Compose here.');
    const files = this.files.flatMap((file) => ['-f', file]);
    return [...composeCommand, '--env-file', join(this.folder, '.env'), '-p', this.name, ...files, ...args];
  }
}

/** No network leads from a container to a model of a test; a folder does, with a socket in it. */
const relayTo = async (model: URL, folder: string): Promise<Server> => {
  mkdirSync(folder);
  const path = join(folder, 'socket');
  const relay = createServer((from) => {
    const to = connect(Number(model.port), model.hostname);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const)
      one
        .on('error', () => undefined)
        .on('close', () => other.destroy())
        .pipe(other);
  }).listen(path);
  relay.unref();
  await once(relay, 'listening');
  // To speak to a socket is to write to it, which the containers' account has to be able to.
  chmodSync(path, 0o666);
  return relay;
};
