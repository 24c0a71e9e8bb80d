import { Module, type OnModuleInit } from '@nestjs/common';
import { reflectionCalls } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { databaseFacts, Pools } from '#libs/platform/database/index.js';
import { Health } from '#libs/platform/health/index.js';
import { allData } from './roles.js';

/** What a process tells its operator of itself and of what it stands on: `/report` at the operator's port, for the doctor. */
@Module({})
export class FactsModule implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly health: Health,
    private readonly config: Config,
    private readonly pools: Pools,
  ) {}

  onModuleInit(): void {
    const { version, roles } = this.config;
    this.health.describe('process', async () => ({
      version,
      node: process.version,
      roles: [...roles],
      upForMs: Math.round(process.uptime() * 1_000),
    }));
    this.health.describe('database', async () => databaseFacts(this.pools, await allData()));
    // Only the gateway may ask the engine.
    if (roles.includes('gateway')) this.health.describe('engine', () => this.bus.for('gateway').call(reflectionCalls.engine, {}));
  }
}
