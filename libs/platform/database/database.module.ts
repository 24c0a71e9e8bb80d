import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '#libs/platform/config/index.js';
import { openDataSource } from './data-source.js';
import type { FeatureData } from './feature-data.js';
import { UnitOfWork } from './unit-of-work.js';

/** One pool for the process, closed after everything that uses it. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** @param features of the roles that this process has. */
  static for(features: readonly FeatureData[]): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DataSource, inject: [Config], useFactory: (config: Config) => openDataSource(config.databaseUrl, features) },
        UnitOfWork,
      ],
      exports: [DataSource, UnitOfWork],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}
