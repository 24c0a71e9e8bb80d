import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createPostgresBackend, withBackend } from 'bullmq';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { openDataSource, UnitOfWork } from '#libs/platform/database/index.js';
import { Health } from '#libs/platform/health/index.js';
import { Bus } from '../bus.js';
import { BusModule } from '../bus.module.js';
import type { QueueBackend } from '../outbox/event-queues.js';
import { Outbox } from '../outbox/outbox.js';
import { postgresQueues } from '../outbox/postgres-queues.js';
import { type BusBacking, quick, type StartedBus, type StartOptions } from './backing.js';
import { suiteContracts } from './contracts.js';
import { Probe } from './probe.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const child = fileURLToPath(new URL('./child.ts', import.meta.url));

@Module({})
class SuiteModule {}

/** Starts the bus of the embedded node on a database, as `main` does. */
export const startInProcess = async (
  nodeUrl: string,
  { does = {}, timing, alone = false }: StartOptions,
  queues: QueueBackend = postgresQueues(nodeUrl, 600),
): Promise<StartedBus> => {
  const source = await openDataSource(nodeUrl, []);
  const bus = BusModule.forRoot({
    roles: ['gateway', 'gate', 'vault', 'reflection'],
    queues,
    alone,
    contracts: suiteContracts,
    timing: { ...quick, ...timing },
  });
  const connected = { provide: DataSource, useValue: source };
  const database = { module: SuiteModule, global: true, providers: [connected, UnitOfWork, Health], exports: [UnitOfWork, Health] };
  const probe = { module: class {}, providers: [{ provide: Probe, useValue: new Probe(does) }] };
  const app: INestApplicationContext = await NestFactory.createApplicationContext(
    { module: class {}, imports: [database, bus, probe] },
    { logger: false, abortOnError: false },
  );
  const close = async (): Promise<void> => {
    await app.close();
    await source.destroy();
  };
  let closing: Promise<void> | undefined;
  return {
    bus: app.get(Bus),
    outbox: app.get(Outbox),
    units: app.get(UnitOfWork),
    health: app.get(Health),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};

/** The embedded node's bus for the suite: all roles in this process, queues in PostgreSQL. */
export const inProcessBacking = (database: { nodeUrl: string; look: BusBacking['look']; close(): Promise<void> }): BusBacking => ({
  start: (options = {}) => startInProcess(database.nodeUrl, options),
  spawn: (act): ChildProcess =>
    spawn(process.execPath, ['--conditions=mirrorstead', '--import', 'tsx', child, act, database.nodeUrl], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  look: database.look,
  leaveFailedJob: async (role, job) => {
    const { Queue, Worker } = withBackend(createPostgresBackend);
    const connection = new Pool({ connectionString: database.nodeUrl, options: '-c role=mirror_relay -c search_path=bullmq' });
    const queue = new Queue(role, { connection });
    await queue.add(job.subscriber, job, { jobId: `${job.event}.${job.subscriber}` });
    const failing = new Worker(role, () => Promise.reject(new Error('as asked')), { connection });
    await new Promise((resolve) => failing.once('failed', resolve));
    await failing.close();
    await queue.close();
    await connection.end();
  },
  jobsIn: async (role) => {
    const [row] = await database.look<{ jobs: number }>('select count(*)::int as jobs from bullmq.job where queue = $1', [role]);
    return row?.jobs ?? 0;
  },
  close: () => database.close(),
});
