import { Module } from '@nestjs/common';
import { Config, SecretFiles } from '#libs/platform/config/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { Challenges } from './challenges.js';
import { Claims } from './claims.js';
import { CollectionKeys } from './collection-keys.js';
import { IdentityService } from './identity.service.js';
import { Instance } from './instance.js';
import { KeySource } from './key-source.js';
import { KeysRepository } from './keys.repository.js';
import { Leases } from './leases.js';
import { NodeKeys } from './node-keys.js';
import { Pulse } from './pulse.js';
import { RemovedDevices } from './removed-devices.service.js';
import { MountedRootKey, RootKeyFile } from './root-key-file.js';
import { SealingService } from './sealing.service.js';
import { UnlockService } from './unlock.service.js';

/**
 * The role `vault`. Needs `Bus`, `UnitOfWork` and `Config` from global modules, and a migrated database. It does not come
 * up without the root key: whoever starts it gets the sentence that says which key is missing or wrong.
 */
@Module({
  providers: [
    {
      provide: KeySource,
      inject: [Config],
      // Only the embedded node has a folder of its own, in which it makes its key at the very first start.
      useFactory: ({ dataFolder, secretsFolder }: Config) =>
        dataFolder === undefined ? new MountedRootKey(new SecretFiles(secretsFolder)) : new RootKeyFile(secretsFolder),
    },
    { provide: NodeKeys, inject: [UnitOfWork, KeySource], useFactory: NodeKeys.open },
    KeysRepository,
    Instance,
    Challenges,
    Leases,
    Pulse,
    Claims,
    CollectionKeys,
    IdentityService,
    UnlockService,
    SealingService,
    RemovedDevices,
  ],
})
export class VaultModule {}
