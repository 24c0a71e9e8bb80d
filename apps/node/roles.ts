import type { Type } from '@nestjs/common';
import type { Role } from '#libs/contracts/index.js';
import type { FeatureData } from '#libs/platform/database/index.js';

/** What runs where: the modules of each role, loaded only in a process that has it. */
export const roles: Record<Role, () => Promise<Type[]>> = {
  gateway: async () => [
    (await import('#libs/access/access.module.js')).AccessModule,
    (await import('#libs/reflection/reflection.gateway.module.js')).ReflectionGatewayModule,
    (await import('./about.module.js')).AboutModule,
  ],
  gate: async () => [(await import('#libs/gate/gate.module.js')).GateModule],
  vault: async () => [(await import('#libs/vault/vault.module.js')).VaultModule],
  reflection: async () => [(await import('#libs/reflection/reflection.module.js')).ReflectionModule],
};

/** Everything that lies in the database, in the order of its migrations. */
export const allData = async (): Promise<FeatureData[]> => [
  (await import('#libs/platform/bus/data.js')).busData,
  (await import('#libs/access/data.js')).accessData,
  (await import('#libs/vault/data.js')).vaultData,
  (await import('#libs/reflection/data.js')).reflectionData,
];
