import { once } from 'node:events';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { generateProof } from 'dpop';
import { DataSource } from 'typeorm';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import type { z } from 'zod';
import { AccessModule, accessData, Invitations } from '#libs/access/index.js';
import {
  type ClientFrame,
  type DevicePublic,
  type MemberId,
  type NodeId,
  ServerFrame,
  type Tokens,
  vaultCalls,
} from '#libs/contracts/index.js';
import { sealUnlock } from '#libs/crypto/index.js';
import { GateModule } from '#libs/gate/gate.module.js';
import { busData } from '#libs/platform/bus/data.js';
import { Bus, BusModule, inProcess, migrateQueue, postgresQueues } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { HealthModule } from '#libs/platform/health/index.js';
import { createHttpApplication, listeningPort } from '#libs/platform/http/index.js';
import { Log } from '#libs/platform/log/index.js';
import { type ModelServer, startModelServer } from '#libs/reflection/engines/testing/model-server.js';
import { ReflectionGatewayModule, ReflectionModule, reflectionData } from '#libs/reflection/index.js';
import { NodeKeys, VaultModule, vaultData } from '#libs/vault/index.js';
import { ORIGIN } from './access/access-app.js';
import { PlayedDevice } from './access/played-device.js';
import { type FreshDatabase, freshDatabase } from './fresh-database.js';
import { answerAtOnce } from './running-reflection.js';
import { temporaryFolder } from './temporary-folder.js';

/** All roles in one process, over real HTTP and WebSocket, on a database of their own; the model's answers are the spec's. */
export type RunningGateway = {
  readonly url: string;
  readonly others: { readonly node: NodeId };
  readonly model: ModelServer;
  readonly database: FreshDatabase;
  /** The owner's first device, with its vault open. */
  readonly owner: PlayedDevice;
  connect(options?: ClientOptions, path?: string): SocketDevice;
  close(): Promise<void>;
};

@Module({})
class Surroundings {}

export const startGateway = async (): Promise<RunningGateway> => {
  const [database, folder, model] = await Promise.all([
    freshDatabase([busData, accessData, vaultData, reflectionData], { foreign: [migrateQueue] }),
    temporaryFolder(),
    startModelServer(answerAtOnce),
  ]);
  const environment = { MIRROR_DATA: folder, MIRROR_SECRETS: folder, MIRROR_DATABASE_URL: database.nodeUrl, MIRROR_ORIGIN: ORIGIN };
  const config = new Config({ ...environment, MIRROR_OLLAMA_URL: model.url }, 'test');
  const provided = [
    { provide: DataSource, useValue: database.dataSource },
    { provide: Config, useValue: config },
    { provide: Log, useValue: new Log('silent', 'test') },
    UnitOfWork,
  ];
  const surroundings = { module: Surroundings, global: true, providers: provided, exports: [UnitOfWork, Config, Log] };
  const bus = BusModule.forRoot({ roles: config.roles, adapter: inProcess({ queues: postgresQueues(database.nodeUrl) }) });
  const roles = [HealthModule, AccessModule, ReflectionGatewayModule, GateModule, VaultModule, ReflectionModule];
  const application = await createHttpApplication(
    { module: class {}, imports: [surroundings, bus, ...roles] },
    { origin: ORIGIN, logger: { log: ignore, error: ignore, warn: ignore }, onInternal: ignore },
  );
  await application.listen(0, '127.0.0.1');
  const node = { url: `http://127.0.0.1:${listeningPort(application)}`, others: application.get(NodeKeys, { strict: false }) };
  const invitation = await application.get(Invitations, { strict: false }).ensureOwnerInvitation();
  const owner = await PlayedDevice.enrolled(node, invitation?.link ?? '', 'Ida');
  await unlock(application, owner);
  return {
    ...node,
    model,
    database,
    owner,
    connect: (options, path = '/v1/stream') => new SocketDevice(new WebSocket(`${node.url.replace('http', 'ws')}${path}`, options)),
    close: async () => {
      await application.close();
      await Promise.all([model.close(), database.close()]);
    },
  };
};

const ignore = (): void => undefined;

const unlock = async (application: NestFastifyApplication, of: PlayedDevice): Promise<void> => {
  const bus = application.get(Bus, { strict: false }).for('gateway');
  const { node, identityKey: identity } = application.get(NodeKeys, { strict: false });
  const [member, { device, signing }, memberKey] = [of.member as MemberId, of.device as DevicePublic, of.memberKey as Uint8Array];
  const challenge = await bus.call(vaultCalls.challenge, { member, device });
  const grant = {
    purposes: ['reflect' as const, 'history' as const, 'outline' as const],
    until: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const sealed = await sealUnlock({ node, member, device, identity, memberKey, challenge, grant, signing: of.keys.signing.privateKey });
  await bus.call(vaultCalls.unlock, { member, device, signing, unlock: sealed });
};

/** A WebSocket as a device has it: frames in order, and how it ended. */
export class SocketDevice {
  readonly frames: ServerFrame[] = [];
  closed: { code: number; reason: string } | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: RawData) => {
      this.frames.push(ServerFrame.parse(JSON.parse(data.toString())));
      this.wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.wake();
    });
    socket.on('error', ignore);
  }

  /** The first frame of a kind, from the `after`th frame on. Fails where the connection ends without it. */
  async next<Type extends ServerFrame['type']>(type: Type, after = 0): Promise<Extract<ServerFrame, { type: Type }>> {
    for (;;) {
      const found = this.frames.slice(after).find((frame) => frame.type === type);
      if (found) return found as Extract<ServerFrame, { type: Type }>;
      if (this.closed) throw new Error(`closed with ${this.closed.code} ${this.closed.reason} before ${type}`);
      await this.change();
    }
  }

  /** How it ended, once it did. */
  async end(): Promise<{ code: number; reason: string }> {
    while (!this.closed) await this.change();
    return this.closed;
  }

  send(frame: z.input<typeof ClientFrame> | Buffer | string): void {
    this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Token and proof as the frame `hello` or `renew`. @param nonce the one last greeted with */
  async credentials(of: PlayedDevice, nonce?: string): Promise<{ token: string; proof: string }> {
    const { accessToken: token } = of.tokens as Tokens;
    const greeted = nonce ?? (await this.next('nonce')).nonce;
    return { token, proof: await generateProof(of.keys.signing, `${ORIGIN}/v1/stream`, 'GET', greeted, token) };
  }

  /** Says who it is. */
  async hello(of: PlayedDevice): Promise<this> {
    this.send({ type: 'hello', ...(await this.credentials(of)) });
    await this.next('ready');
    return this;
  }

  /** Answered once all that was sent before was read. */
  async ping(): Promise<void> {
    const after = this.frames.length;
    this.send({ type: 'ping' });
    await this.next('pong', after);
  }

  async leave(): Promise<void> {
    if (this.closed) return;
    this.socket.close();
    await once(this.socket, 'close');
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.waiting.delete(go);
        resolve();
      };
      this.waiting.add(go);
    });
  }

  private wake(): void {
    for (const go of [...this.waiting]) go();
  }
}
