import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { BusModule } from '#libs/platform/bus/index.js';
import { Config, SecretFiles } from '#libs/platform/config/index.js';
import { DatabaseModule } from '#libs/platform/database/index.js';
import { HealthModule } from '#libs/platform/health/index.js';
import { Log } from '#libs/platform/log/index.js';
import { carriedBus } from './carried-bus.js';
import { FactsModule } from './facts.module.js';
import { PartsModule } from './parts.module.js';
import { allData, roles } from './roles.js';

@Module({})
class GroundModule {}

/** What every process has, whatever its roles. */
const groundModule = (config: Config, log: Log): DynamicModule => {
  const providers = [
    { provide: Config, useValue: config },
    { provide: SecretFiles, useValue: new SecretFiles(config.secretsFolder) },
    { provide: Log, useValue: log },
  ];
  return { module: GroundModule, global: true, providers, exports: providers };
};

@Module({})
class ProcessModule {}

/** The modules of a process's roles, loaded here and not before. */
const modulesOf = async ({ roles: own }: Config): Promise<Type[]> => (await Promise.all(own.map((role) => roles[role]()))).flat();

/** The module of one process: the ground, the bus, and `modules`, which are those of its roles where none are named. */
export const processModule = async (config: Config, log: Log, modules?: readonly Type[]): Promise<DynamicModule> => {
  const features = modules ?? (await modulesOf(config));
  return {
    module: ProcessModule,
    imports: [
      groundModule(config, log),
      DatabaseModule.for(await allData()),
      HealthModule,
      BusModule.forRoot({ roles: config.roles, ...(await carriedBus(config)) }),
      PartsModule,
      FactsModule,
      ...features,
    ],
  };
};
