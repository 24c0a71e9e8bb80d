import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { type DeviceId, type Purpose, type Role, type UnlockRequest, vaultCalls } from '#libs/contracts/index.js';
import {
  createMember,
  type DeviceKeys,
  describeDevice,
  fromBase64url,
  generateDeviceKeys,
  type NewMember,
  sealUnlock,
  sha256,
  wrapMemberKey,
} from '#libs/crypto/index.js';
import type { BusAdapter } from '#libs/platform/bus/adapter.js';
import { busData } from '#libs/platform/bus/data.js';
import { Bus, BusModule, inProcess, migrateQueue, postgresQueues } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { type FeatureData, openDataSource, UnitOfWork } from '#libs/platform/database/index.js';
import { Log } from '#libs/platform/log/index.js';
import { NodeKeys, VaultModule, vaultData } from '#libs/vault/index.js';
import { type FreshDatabase, freshDatabase } from './fresh-database.js';
import { temporaryFolder } from './temporary-folder.js';

/** A member with the keys of their first device, enrolled in a running vault. */
export type Enrolled = NewMember & { readonly keys: DeviceKeys };
/** One device of a member, able to unlock. */
export type Unlocking = { device: DeviceId; keys: DeviceKeys; signing: string };

/** All purposes, for an hour, with the first device, where nothing else is said. */
export type UnlockOptions = { purposes?: Purpose[]; until?: number; device?: Unlocking };

/** The role `vault` as a process of its own has it: module, bus, outbox and database, all of them real. */
export type RunningVault = {
  readonly database: FreshDatabase;
  readonly secretsFolder: string;
  readonly app: INestApplicationContext;
  readonly bus: Bus;
  readonly node: NodeKeys;
  enrol(): Promise<Enrolled>;
  /** A further device, with the member key wrapped to it. */
  addDevice(to: Enrolled): Promise<Unlocking>;
  /** What a device sends to unlock, with a new challenge. */
  prepare(of: Enrolled, options?: UnlockOptions): Promise<UnlockRequest>;
  unlock(of: Enrolled, options?: UnlockOptions): Promise<void>;
  close(): Promise<void>;
};

/** What runs in the same process beside the vault. */
export type Beside = { roles: Role[]; modules: Type[]; data: FeatureData[]; environment?: Record<string, string> };

@Module({})
class Platform {}

export const firstDevice = ({ device, keys }: Enrolled): Unlocking => ({ device: device.device, keys, signing: device.signing });

/** What carries the bus of a process that stands on that database. */
export type AdapterOn = (database: FreshDatabase) => BusAdapter;
export const aloneInProcess: AdapterOn = ({ nodeUrl }) => inProcess({ queues: postgresQueues(nodeUrl, 600) });
/** For a spec that starts another process on the same database, where nothing but the database lies between them. */
export const besideOthers: AdapterOn = ({ nodeUrl }) => inProcess({ queues: postgresQueues(nodeUrl, 600), alone: false });

type VaultOptions = { database?: FreshDatabase; secretsFolder?: string; beside?: Beside; adapter?: AdapterOn };

export const startVault = async (options: VaultOptions = {}): Promise<RunningVault> => {
  const { roles, modules, data, environment } = options.beside ?? { roles: [], modules: [], data: [] };
  const database = options.database ?? (await freshDatabase([busData, vaultData, ...data], { foreign: [migrateQueue] }));
  const secretsFolder = options.secretsFolder ?? (await temporaryFolder());
  const source = await openDataSource(database.nodeUrl, [vaultData, ...data]);
  const process = Test.createTestingModule({
    imports: [
      {
        module: Platform,
        global: true,
        providers: [
          { provide: DataSource, useValue: source },
          { provide: Config, useValue: configOf(database, secretsFolder, environment) },
          { provide: Log, useValue: new Log('silent', 'test') },
          UnitOfWork,
        ],
        exports: [UnitOfWork, Config, Log],
      },
      BusModule.forRoot({
        roles: ['vault', ...roles],
        timing: { pollMs: 40 },
        adapter: (options.adapter ?? aloneInProcess)(database),
      }),
      VaultModule,
      ...modules,
    ],
  });
  const app = await process.compile().catch(async (error: unknown) => {
    await source.destroy();
    throw error;
  });
  app.useLogger(false);
  await app.init();
  return new Running(database, secretsFolder, app, source);
};

const configOf = (database: FreshDatabase, secretsFolder: string, environment: Record<string, string> = {}): Config =>
  new Config(
    {
      MIRROR_DATA: secretsFolder,
      MIRROR_ORIGIN: 'http://localhost:8080',
      MIRROR_SECRETS: secretsFolder,
      MIRROR_DATABASE_URL: database.nodeUrl,
      ...environment,
    },
    'test',
  );

class Running implements RunningVault {
  readonly bus: Bus;
  readonly node: NodeKeys;

  constructor(
    readonly database: FreshDatabase,
    readonly secretsFolder: string,
    readonly app: INestApplicationContext,
    private readonly source: DataSource,
  ) {
    this.bus = app.get(Bus);
    this.node = app.get(NodeKeys, { strict: false });
  }

  async enrol(): Promise<Enrolled> {
    const keys = await generateDeviceKeys({ extractable: false });
    const description = { name: 'Phone', kind: 'browser', keys: 'non-extractable' } as const;
    // The recovery code is not what is tried here, so its keys may come quickly.
    const made = await createMember({ node: this.node.node, keys, description, argon2id: async (code) => sha256(code) });
    await this.database.unitOfWork.run({ role: 'gateway', member: made.member }, async (tx) => {
      const [{ keyId }] = made.wraps;
      const { publicKey, sealedPrivate } = made.pair;
      await tx.query('select keys.put_member($1, $2, $3, $4)', [made.member, buffer(keyId), buffer(publicKey), buffer(sealedPrivate)]);
    });
    for (const wrap of made.wraps) await this.putWrap(made, wrap);
    return { ...made, keys };
  }

  async addDevice(to: Enrolled): Promise<Unlocking> {
    const keys = await generateDeviceKeys({ extractable: false });
    const { device, wrapping, signing } = await describeDevice(keys, { name: 'Laptop', kind: 'cli', keys: 'software' });
    const recipient = { node: this.node.node, member: to.member, recipient: device };
    await this.putWrap(to, await wrapMemberKey(to.memberKey, fromBase64url(wrapping), recipient));
    return { device, keys, signing };
  }

  async prepare(of: Enrolled, options: UnlockOptions = {}): Promise<UnlockRequest> {
    const { purposes = ['reflect', 'history', 'outline'], until = Date.now() + 3_600_000, device = firstDevice(of) } = options;
    const { member } = of;
    const challenge = await this.bus.for('gateway').call(vaultCalls.challenge, { member, device: device.device });
    return sealUnlock({
      node: this.node.node,
      member,
      device: device.device,
      identity: this.node.identityKey,
      memberKey: of.memberKey,
      challenge,
      grant: { purposes, until: new Date(until).toISOString() },
      signing: device.keys.signing.privateKey,
    });
  }

  async unlock(of: Enrolled, options: UnlockOptions = {}): Promise<void> {
    const unlock = await this.prepare(of, options);
    const { device, signing } = options.device ?? firstDevice(of);
    await this.bus.for('gateway').call(vaultCalls.unlock, { member: of.member, device, signing, unlock });
  }

  async close(): Promise<void> {
    await this.app.close();
    if (this.source.isInitialized) await this.source.destroy();
  }

  private async putWrap({ member }: NewMember, { recipient, keyId, sealed }: NewMember['wraps'][number]): Promise<void> {
    await this.database.unitOfWork.run({ role: 'gateway', member }, (tx) =>
      tx.query('select keys.put_wrap($1, $2, $3, $4, $5)', [member, recipient, buffer(keyId), buffer(sealed.enc), buffer(sealed.ct)]),
    );
  }
}

const buffer = (encoded: string): Buffer => Buffer.from(fromBase64url(encoded));
