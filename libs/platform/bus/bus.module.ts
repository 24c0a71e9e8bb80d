import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Role } from '#libs/contracts/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { Health, Metrics } from '#libs/platform/health/index.js';
import { Bus } from './bus.js';
import { showParked } from './bus-health.js';
import { type BusContracts, nodeContracts } from './contracts.js';
import { type BusTiming, busTiming } from './domain/timing.js';
import { InProcessBus } from './in-process/in-process-bus.js';
import type { QueueBackend } from './outbox/event-queues.js';
import { Outbox } from './outbox/outbox.js';
import { ProvenWiring } from './wiring.js';

export type BusOptions = {
  /** The roles of this process. */
  roles: readonly Role[];
  /** Where the queues lie: `postgresQueues(databaseUrl)` in the embedded node. */
  queues: QueueBackend;
  /** False where other processes share the queues. */
  alone?: boolean;
  /** What differs from the node's own: for tests. */
  contracts?: Partial<BusContracts>;
  timing?: Partial<BusTiming>;
};

const OPTIONS = Symbol('bus options');

/**
 * The bus of an embedded node, for all modules. Needs `UnitOfWork` from a global module, and shows parked events in
 * `Health` and `Metrics` where there are such. The wiring is proven before any module's own start, or at the first call;
 * events flow once all modules have started, and are drained when the process stops, before the database goes.
 */
@Module({})
export class BusModule implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(ProvenWiring) private readonly wiring: ProvenWiring,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Bus) private readonly bus: InProcessBus,
    @Optional() @Inject(Health) private readonly health?: Health,
    @Optional() @Inject(Metrics) private readonly metrics?: Metrics,
  ) {}

  static forRoot(options: BusOptions): DynamicModule {
    return {
      module: BusModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        { provide: OPTIONS, useValue: options },
        {
          provide: ProvenWiring,
          inject: [DiscoveryService, MetadataScanner, OPTIONS],
          useFactory: (discovery: DiscoveryService, scanner: MetadataScanner, { roles, contracts }: BusOptions) =>
            // In one process a role can be reached if it runs here.
            new ProvenWiring({ discovery, scanner }, roles, { ...nodeContracts, ...contracts }, (role) => roles.includes(role)),
        },
        { provide: Outbox, inject: [UnitOfWork, ProvenWiring, OPTIONS], useFactory: makeOutbox },
        {
          provide: Bus,
          inject: [ProvenWiring, Outbox, OPTIONS],
          useFactory: (wiring: ProvenWiring, outbox: Outbox, { timing, alone }: BusOptions) =>
            new InProcessBus(() => wiring.proven, outbox, timing?.drainMs ?? busTiming.drainMs, alone),
        },
      ],
      exports: [Bus, Outbox],
    };
  }

  onModuleInit(): void {
    this.wiring.prove();
    showParked(this.outbox, this.health, this.metrics);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.outbox.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.bus.close();
  }
}

const makeOutbox = (units: UnitOfWork, wiring: ProvenWiring, options: BusOptions): Outbox =>
  new Outbox({
    units,
    queues: options.queues,
    roles: options.roles,
    contracts: { ...nodeContracts, ...options.contracts },
    wiring: () => wiring.proven,
    timing: { ...busTiming, ...options.timing },
    alone: options.alone ?? true,
  });
