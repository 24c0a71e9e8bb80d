import type { Provider } from '@nestjs/common';
import type { Role } from '#libs/contracts/index.js';
import { startBus } from '#libs/platform/bus/acceptance/started-bus.js';
import { busTiming } from '#libs/platform/bus/domain/timing.js';
import { type makeBusKeys, overRedis, readBusKeys } from '#libs/platform/bus/redis/index.js';
import type { BareLogin } from './bare.js';
import { benchContracts } from './contracts.js';

/** What either end of the bus is told. */
export type EndSettings = {
  databaseUrl: string;
  redisUrl: string;
  passwords: Record<Role, string>;
  files: ReturnType<typeof makeBusKeys>;
  bare: BareLogin;
};

/** One role of the product over Redis, as a process of a split node has it. */
export const startEnd = ({ databaseUrl, redisUrl, passwords, files }: EndSettings, role: Role, providers: Provider[]) => {
  const keys = readBusKeys(role, files.secrets[role], files.directory);
  const adapter = overRedis({ url: redisUrl, version: 'bench', roles: [{ role, password: passwords[role], keys }] });
  return startBus(databaseUrl, adapter, { roles: [role], contracts: benchContracts, timing: busTiming, providers });
};
