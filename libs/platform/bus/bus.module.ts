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
import type { BusAdapter, BusGround, CarriedBus, Carrier } from './adapter.js';
import { Bus } from './bus.js';
import { showParked } from './bus-health.js';
import { type BusContracts, nodeContracts } from './contracts.js';
import { type BusTiming, busTiming } from './domain/timing.js';
import { Outbox } from './outbox/outbox.js';
import { ProvenWiring } from './wiring.js';

export type BusOptions = {
  /** The roles of this process. */
  roles: readonly Role[];
  /** What carries it: `inProcess({ queues })` in the embedded node, `overRedis({ ... })` between processes. */
  adapter: BusAdapter;
  /** What differs from the node's own: for tests. */
  contracts?: Partial<BusContracts>;
  timing?: Partial<BusTiming>;
};

const GROUND = Symbol('bus ground');
const CARRIER = Symbol('bus carrier');

/**
 * The bus of a process, for all modules. Needs `UnitOfWork` from a global module, and shows parked events and what carries
 * it in `Health` and `Metrics` where there are such. It can be asked before any module's own start, and its wiring is
 * proven then, or at the first call; calls are answered and events flow once all modules have started, and are drained
 * when the process stops, before the database goes.
 */
@Module({})
export class BusModule implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(ProvenWiring) private readonly wiring: ProvenWiring,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Bus) private readonly bus: CarriedBus,
    @Optional() @Inject(Health) private readonly health?: Health,
    @Optional() @Inject(Metrics) private readonly metrics?: Metrics,
  ) {}

  static forRoot({ roles, adapter, ...options }: BusOptions): DynamicModule {
    const contracts = { ...nodeContracts, ...options.contracts };
    const timing = { ...busTiming, ...options.timing };
    return {
      module: BusModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        {
          provide: ProvenWiring,
          inject: [DiscoveryService, MetadataScanner],
          useFactory: (discovery: DiscoveryService, scanner: MetadataScanner) =>
            new ProvenWiring({ discovery, scanner }, roles, contracts, (role) => adapter.elsewhere || roles.includes(role)),
        },
        {
          provide: GROUND,
          inject: [ProvenWiring],
          useFactory: (wiring: ProvenWiring): BusGround => ({ roles, contracts, timing, wiring: () => wiring.proven }),
        },
        { provide: CARRIER, inject: [GROUND], useFactory: (ground: BusGround) => adapter.carry(ground) },
        {
          provide: Outbox,
          inject: [UnitOfWork, GROUND, CARRIER],
          useFactory: (units: UnitOfWork, ground: BusGround, carrier: Carrier) => new Outbox({ ...ground, units, carrier }),
        },
        { provide: Bus, inject: [CARRIER, Outbox], useFactory: (carrier: Carrier, outbox: Outbox) => carrier.bus(outbox) },
      ],
      exports: [Bus, Outbox],
    };
  }

  async onModuleInit(): Promise<void> {
    this.wiring.prove();
    showParked(this.outbox, this.health, this.metrics);
    this.bus.show(this.health, this.metrics);
    await this.bus.open();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.begin();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.bus.close();
  }
}
