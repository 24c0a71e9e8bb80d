import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgres, type PostgresState } from '#libs/platform/postgres/index.js';
import { type ChildNode, startChildNode } from './child-node.js';
import { temporaryFolder } from './temporary-folder.js';

/**
 * A data folder for each test of a file, with what starts and dies on it. It begins as a copy of a cluster that was made
 * and stopped, which is quicker than making one.
 */
export class DataFolder {
  path = '';
  states: PostgresState[] = [];
  #running: EmbeddedPostgres | undefined;
  readonly #children: ChildNode[] = [];

  /** Starts PostgreSQL in this process; stopped after the test. */
  async start(path = this.path): Promise<EmbeddedPostgres> {
    this.#running = await EmbeddedPostgres.start({ dataFolder: path, onState: (state) => void this.states.push(state) });
    return this.#running;
  }

  /** Starts PostgreSQL in a process of its own; killed after the test. */
  startChild(words?: string): ChildNode {
    const child = startChildNode(this.path, words);
    this.#children.push(child);
    return child;
  }

  /** As it is before a first start. */
  empty(): void {
    for (const part of readdirSync(this.path)) rmSync(join(this.path, part), { recursive: true });
  }

  inside(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  log(): string {
    return readFileSync(this.inside('log', 'postgres.log'), 'utf8');
  }

  serverPid(): number {
    return Number(readFileSync(this.inside('postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  async clear(): Promise<void> {
    for (const child of this.#children.splice(0)) await child.kill();
    await this.#running?.stop();
    this.#running = undefined;
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Call it inside `describe`. */
export const dataFolderPerTest = (): DataFolder => {
  const folder = new DataFolder();
  let made: string;
  beforeAll(async () => {
    made = await temporaryFolder();
    await (await EmbeddedPostgres.start({ dataFolder: made })).stop();
  });
  beforeEach(async () => {
    folder.path = await temporaryFolder();
    folder.states = [];
    execFileSync('cp', ['-a', `${made}/.`, folder.path]);
  });
  afterEach(() => folder.clear());
  afterAll(() => rmSync(made, { recursive: true }));
  return folder;
};

/** A session of a superuser that may be cut off. */
export const connectTo = async (postgres: EmbeddedPostgres): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

/** Rows of one statement, in a session of its own. */
export const askOnce = async (postgres: EmbeddedPostgres, sql: string): Promise<Record<string, unknown>[]> => {
  const client = await connectTo(postgres);
  const { rows } = await client.query(sql).finally(() => client.end());
  return rows;
};
