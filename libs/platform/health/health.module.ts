import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { Config } from '#libs/platform/config/index.js';
import { DiskSpace } from './disk-space.js';
import { Health } from './health.js';
import { Metrics } from './metrics.js';
import { OperatorServer } from './operator-server.js';

@Global()
@Module({
  providers: [
    Health,
    Metrics,
    OperatorServer,
    { provide: DiskSpace, inject: [Config], useFactory: (config: Config) => new DiskSpace(config.dataFolder) },
  ],
  exports: [Health, Metrics, OperatorServer, DiskSpace],
})
export class HealthModule implements OnModuleInit {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
    private readonly disk: DiskSpace,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    if (this.config.dataFolder === undefined) return;
    this.health.register('disk', async () => {
      await this.disk.ensure();
      return { ready: true };
    });
    this.metrics.gauge('mirror_disk_free_bytes', 'Room left on the disk of the data folder.', [], async (gauge) => {
      gauge.set((await this.disk.freeBytes()) ?? Number.NaN);
    });
  }
}
