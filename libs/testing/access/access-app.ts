import { jest } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AccessModule } from '#libs/access/access.module.js';
import { accessData } from '#libs/access/data.js';
import { calls, events } from '#libs/contracts/index.js';
import { BusModule, busData, inProcess, migrateQueue, postgresQueues } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { createHttpApplication, listeningPort } from '#libs/platform/http/index.js';
import { vaultData } from '#libs/vault/data.js';
import { type FreshDatabase, freshDatabase } from '../fresh-database.js';
import { OtherRoles } from './other-roles.js';

/** What the node believes its address is. It listens elsewhere: proofs are checked against this, never against Host. */
export const ORIGIN = 'https://node.example';

// A database, an application and a bus take their time on a busy machine.
jest.setTimeout(60_000);

const answered = ['vault.identity', 'vault.challenge', 'vault.unlock', 'vault.lock', 'vault.state', 'reflection.waiting'];
const contracts = {
  calls: Object.values(calls).filter(({ name }) => answered.includes(name)),
  events: [events.deviceRemoved, events.memberUnlocked],
};

@Module({})
class Surroundings {}

export type AccessApp = {
  url: string;
  database: FreshDatabase;
  others: OtherRoles;
  get: NestFastifyApplication['get'];
  /** What ended as `internal`, which no test expects. */
  internals: unknown[];
  close(): Promise<void>;
};

/** Access over real HTTP, on a database of its own and the real bus; only the other roles are played. */
export const startAccess = async (options: { database?: FreshDatabase } = {}): Promise<AccessApp> => {
  const database = options.database ?? (await freshDatabase([busData, accessData, vaultData], { foreign: [migrateQueue] }));
  const config = new Config(
    { MIRROR_DATA: '/', MIRROR_SECRETS: '/', MIRROR_DATABASE_URL: database.nodeUrl, MIRROR_ORIGIN: ORIGIN },
    '0.0.0',
  );
  const surroundings = {
    module: Surroundings,
    global: true,
    providers: [{ provide: DataSource, useValue: database.dataSource }, UnitOfWork, { provide: Config, useValue: config }, OtherRoles],
    exports: [UnitOfWork, Config],
  };
  const bus = BusModule.forRoot({
    roles: ['gateway', 'vault', 'reflection'],
    adapter: inProcess({ queues: postgresQueues(database.nodeUrl) }),
    contracts,
  });
  const internals: unknown[] = [];
  const application = await createHttpApplication(
    { module: class {}, imports: [surroundings, bus, AccessModule] },
    { origin: ORIGIN, logger: { log: ignore, error: ignore, warn: ignore }, onInternal: (error) => internals.push(error) },
  );
  await application.listen(0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${listeningPort(application)}`,
    database,
    others: application.get(OtherRoles),
    get: application.get.bind(application),
    internals,
    close: async () => {
      await application.close();
      if (!options.database) await database.close();
    },
  };
};

const ignore = (): void => undefined;
