import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { Role } from '#libs/contracts/index.js';
import type { BusContracts } from '#libs/platform/bus/contracts.js';
import { makeBusKeys, type OverRedis, readBusKeys, redisAcl, redisPasswordHash } from '#libs/platform/bus/redis/index.js';
import { eventually } from './eventually.js';
import { temporaryFolder } from './temporary-folder.js';

/** Whoever runs the machine: may everything in Redis. No process of a node knows it. */
const ADMINISTRATOR = { username: 'administrator-of-the-test', password: 'a-password-of-the-test' };

const inPath = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => [join(folder, 'redis-server'), join(folder, 'valkey-server')])
    .find((program) => {
      try {
        accessSync(program, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/** Whether there is a Redis or Valkey here; specs that need one are skipped by name otherwise. */
export const hasRedis = inPath() !== undefined;

/** A Redis that one test file has to itself, with the ACL file that the contracts give, and everybody's secrets. */
export type TestRedis = {
  /** Without credentials, as processes are told. */
  url: string;
  port: number;
  passwords: Record<Role, string>;
  /** The texts of the files `bus-directory` and `bus-<role>`. */
  files: ReturnType<typeof makeBusKeys>;
  /** What `overRedis` is given for these roles. */
  roles(...roles: Role[]): OverRedis['roles'];
  /** A connection of who may everything. */
  administrator: Redis;
  /** One more connection, as that user. */
  connect(login: { username: string; password: string }): Redis;
  /** Ends it at once with all that it held, and starts it again on the same port. */
  restart(): Promise<void>;
  kill(): Promise<void>;
  begin(): Promise<void>;
  /** Answers nobody, and keeps every connection. */
  pause(): void;
  resume(): void;
  /** Everything that is said from here on, as Redis sees it. */
  monitor(): Promise<{ said(): string; stop(): void }>;
  stop(): Promise<void>;
};

export type RedisSettings = {
  contracts?: BusContracts;
  /** Beside, or instead of, no persistence and no eviction; `--aclfile ''` for one without rights. */
  settings?: readonly string[];
  files?: ReturnType<typeof makeBusKeys>;
};

/** Starts one. Stop it in `afterAll`. */
export const startRedis = async ({ contracts, settings = [], files = makeBusKeys() }: RedisSettings = {}): Promise<TestRedis> => {
  const program = inPath();
  if (!program) throw new Error('This test needs redis-server or valkey-server in the PATH.');
  const folder = await temporaryFolder();
  const port = await freePort();
  const passwords = Object.fromEntries(Role.options.map((role) => [role, `password of ${role}`])) as Record<Role, string>;
  const hashes = Object.fromEntries(Role.options.map((role) => [role, redisPasswordHash(passwords[role])])) as Record<Role, string>;
  const acl = `${redisAcl(hashes, contracts)}user ${ADMINISTRATOR.username} on >${ADMINISTRATOR.password} ~* &* +@all\n`;
  writeFileSync(join(folder, 'users.acl'), acl);
  const connect = (login: { username?: string; password?: string }): Redis => {
    const redis = new Redis({ host: '127.0.0.1', port, ...login, lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    return redis;
  };
  const own = settings.includes('--aclfile');
  const administrator = connect(own ? {} : ADMINISTRATOR);
  let child: ChildProcess | undefined;

  const begin = async (): Promise<void> => {
    const places = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      ...(own ? [] : ['--aclfile', join(folder, 'users.acl')]),
    ];
    const forgetful = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
    const given = settings.filter((_, at) => !(own && ['--aclfile', ''].includes(settings[at] ?? '')));
    child = spawn(program, [...places, ...forgetful, ...given], { stdio: 'ignore' });
    await eventually(async () => void (await administrator.ping()), 10_000);
  };
  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  await begin();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    passwords,
    files,
    roles: (...roles) =>
      roles.map((role) => ({ role, password: passwords[role], keys: readBusKeys(role, files.secrets[role], files.directory) })),
    administrator,
    connect,
    begin,
    kill,
    restart: async () => {
      await kill();
      await begin();
    },
    pause: () => child?.kill('SIGSTOP'),
    resume: () => child?.kill('SIGCONT'),
    monitor: async () => {
      const watching = await administrator.monitor();
      let said = '';
      watching.on('monitor', (_time: string, given: string[]) => {
        said += `${given.join(' ')}\n`;
      });
      return { said: () => said, stop: () => watching.disconnect() };
    },
    stop: async () => {
      administrator.disconnect();
      child?.kill('SIGCONT');
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
};
