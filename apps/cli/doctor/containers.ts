import { execFile } from 'node:child_process';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Container, readContainers } from './domain/containers.js';

/** What the process in a container told its operator, and when it was asked and answered, by this machine's clock. */
export type Answered = { text: string; from: number; to: number };

/** The containers of a compose folder: asked of the engine, or as scripts/doctor found them. */
export interface Containers {
  /** Undefined where there is no engine, or this account may not ask it. */
  list(): Promise<Container[] | undefined>;
  /** Undefined where it does not answer in time. */
  report(id: string): Promise<Answered | undefined>;
  /** The end of what it said, also where it does not run any more. @param since such as "10m": and nothing earlier */
  log(id: string, since?: string): Promise<string>;
  /** What `df` says in the database's container of the file system that its volume lies on; empty where it does not. */
  room(id: string): Promise<string>;
  /** Where the engine keeps volumes, if it says so. */
  dataFolder(): Promise<string | undefined>;
}

const MOST_BYTES = 1024 * 1024;
/** One container that hangs, or starts again and again, must not keep the others from their answer. */
const PATIENCE_MS = 7_000;
/** What Compose writes on its containers; those of `docker compose run` are nobody's part. */
const COLUMNS = ['.ID', '.Label "com.docker.compose.service"', '.Label "com.docker.compose.container-number"', '.State', '.Status'];

/** What `docker ps` does not list; scripts/doctor asks the same. */
const ENDS = '{{.Id}}\t{{.State.OOMKilled}}';

/** Docker's own program, without Compose: of that there are two, and they differ. Called without a shell. */
export class EngineContainers implements Containers {
  constructor(
    private readonly folder: string,
    private readonly stop: AbortSignal,
  ) {}

  /** Compose writes down the folder as it was called there: with its links, or without. */
  async list(): Promise<Container[] | undefined> {
    const named = await this.startedFrom(this.folder);
    if (named === undefined || named.length > 0) return named;
    return this.startedFrom(await realpath(this.folder).catch(() => this.folder));
  }

  async report(id: string): Promise<Answered | undefined> {
    const from = Date.now();
    const said = await this.docker('exec', id, 'node', '/mirrorstead/dist/apps/node/main.js', 'health', '--report');
    return said === undefined ? undefined : { text: said.out, from, to: Date.now() };
  }

  /** What a process says of its end stands on its error output. */
  async log(id: string, since?: string): Promise<string> {
    const said = await this.docker('logs', ...(since === undefined ? [] : ['--since', since]), '--tail', '40', id);
    return said === undefined ? '' : said.out + said.errors;
  }

  async room(id: string): Promise<string> {
    return (await this.docker('exec', id, 'df', '-Pk', '/var/lib/postgresql'))?.out ?? '';
  }

  async dataFolder(): Promise<string | undefined> {
    return (await this.docker('info', '--format', '{{.DockerRootDir}}'))?.out.trim() || undefined;
  }

  private async startedFrom(folder: string): Promise<Container[] | undefined> {
    const of = [`label=com.docker.compose.project.working_dir=${folder}`, 'label=com.docker.compose.oneoff=False'];
    const format = COLUMNS.map((column) => `{{${column}}}`).join('\t');
    const said = await this.docker('ps', '-a', '--no-trunc', ...of.flatMap((filter) => ['--filter', filter]), '--format', format);
    if (said === undefined) return undefined;
    const ids = readContainers(said.out).map(({ id }) => id);
    const ends = ids.length === 0 ? undefined : await this.docker('inspect', '--format', ENDS, ...ids);
    return readContainers(said.out, ends?.out);
  }

  /** Undefined where it fails in any way; its errors are not shown, since they may hold what a container was given. */
  private docker(...words: string[]): Promise<{ out: string; errors: string } | undefined> {
    const signal = AbortSignal.any([this.stop, AbortSignal.timeout(PATIENCE_MS)]);
    return new Promise((resolve) => {
      execFile('docker', words, { signal, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES }, (error, out, errors) =>
        resolve(error ? undefined : { out, errors }),
      );
    });
  }
}

/**
 * What scripts/doctor collected, for a machine without Node.js: `containers`, their `ends`, and for each of them
 * `<id>.asked` when it was asked, `<id>.json` when it was answered, `<id>.log`, `<id>.df`.
 */
export class CollectedContainers implements Containers {
  constructor(private readonly folder: string) {}

  async list(): Promise<Container[] | undefined> {
    return readContainers(await this.read('containers'), await this.read('ends'));
  }

  async report(id: string): Promise<Answered | undefined> {
    const [text, asked, answered] = await Promise.all([this.read(`${id}.json`), this.at(`${id}.asked`), this.at(`${id}.json`)]);
    return text === '' || asked === undefined || answered === undefined ? undefined : { text, from: asked, to: answered };
  }

  log(id: string): Promise<string> {
    return this.read(`${id}.log`);
  }

  room(id: string): Promise<string> {
    return this.read(`${id}.df`);
  }

  async dataFolder(): Promise<undefined> {
    return undefined;
  }

  private read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8').catch(() => '');
  }

  private at(name: string): Promise<number | undefined> {
    return stat(join(this.folder, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  }
}
