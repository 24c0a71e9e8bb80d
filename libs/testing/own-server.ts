import { rm } from 'node:fs/promises';
import pg from 'pg';
import { EmbeddedPostgres, type PostgresState } from '#libs/platform/postgres/index.js';
import { temporaryFolder } from './temporary-folder.js';

/** A PostgreSQL that one test file has to itself, to kill and restart it. Durable as a user's is. */
export type OwnServer = {
  folder: string;
  postgres: EmbeddedPostgres;
  states: PostgresState[];
  /** `kill -9` of the server. */
  kill(): void;
  /** As a superuser, in the node's database. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
};

export const startOwnServer = async (): Promise<OwnServer> => {
  const folder = await temporaryFolder();
  const states: PostgresState[] = [];
  const postgres = await EmbeddedPostgres.start({ dataFolder: folder, onState: (state) => void states.push(state) });
  return {
    folder,
    postgres,
    states,
    kill: () => {
      if (postgres.pid) process.kill(postgres.pid, 'SIGKILL');
    },
    query: async (sql) => {
      const url = new URL(postgres.adminUrl);
      url.pathname = '/mirrorstead';
      const client = new pg.Client({ connectionString: url.toString() });
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
