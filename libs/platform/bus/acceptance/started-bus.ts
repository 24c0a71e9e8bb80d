import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import type { Role } from '#libs/contracts/index.js';
import { openDataSource, UnitOfWork } from '#libs/platform/database/index.js';
import { Health } from '#libs/platform/health/index.js';
import type { BusAdapter } from '../adapter.js';
import { Bus } from '../bus.js';
import { BusModule } from '../bus.module.js';
import { Outbox } from '../outbox/outbox.js';
import { quick, type StartedBus, type StartOptions } from './backing.js';
import { suiteContracts } from './contracts.js';
import { Probe } from './probe.js';

@Module({})
class SuiteModule {}

const all: readonly Role[] = ['gateway', 'gate', 'vault', 'reflection'];

/** Starts the bus of one process on a database, as `main` does, with the suite's handlers of its roles. */
export const startBus = async (
  nodeUrl: string,
  adapter: BusAdapter,
  { does = {}, timing, contracts = suiteContracts, roles = all, providers }: StartOptions,
): Promise<StartedBus> => {
  const source = await openDataSource(nodeUrl, []);
  const bus = BusModule.forRoot({ roles, adapter, contracts, timing: { ...quick, ...timing } });
  const connected = { provide: DataSource, useValue: source };
  const database = { module: SuiteModule, global: true, providers: [connected, UnitOfWork, Health], exports: [UnitOfWork, Health] };
  const probe = { module: class {}, providers: providers ?? [{ provide: Probe, useValue: new Probe(does) }] };
  let app: INestApplicationContext;
  try {
    app = await NestFactory.createApplicationContext(
      { module: class {}, imports: [database, bus, probe] },
      { logger: false, abortOnError: false },
    );
  } catch (error) {
    await source.destroy();
    throw error;
  }
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
