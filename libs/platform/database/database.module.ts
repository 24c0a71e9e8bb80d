import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config, SecretFiles } from '#libs/platform/config/index.js';
import type { FeatureData } from './feature-data.js';
import { Pools } from './pools.js';
import { UnitOfWork } from './unit-of-work.js';

/** The connections of the process, closed after everything that uses them. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(Pools) private readonly pools: Pools) {}

  /** Needs `Config` and `SecretFiles` from a global module. @param features of the roles that this process has. */
  static for(features: readonly FeatureData[]): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        {
          provide: Pools,
          inject: [Config, SecretFiles],
          useFactory: (config: Config, secrets: SecretFiles) => Pools.open(config, secrets, features),
        },
        { provide: UnitOfWork, inject: [Pools], useFactory: (pools: Pools) => new UnitOfWork((role, login) => pools.of(role, login)) },
      ],
      exports: [UnitOfWork, Pools],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pools.close();
  }
}
