import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from '#libs/testing/eventually.js';

/** Whoever runs the machine: may everything, as root may with the process's memory. No process of the node knows it. */
const login = { username: 'administrator-of-the-test', password: 'a-password-of-the-test' };

/** A Redis, and a connection of who may everything in it. */
export type AdministeredRedis = { host: string; port: number; login: { username: string; password: string }; administrator: Redis };

/** Before it starts: adds who may everything to its users. */
export const admitAdministrator = (aclFile: string): void =>
  appendFileSync(aclFile, `\nuser ${login.username} on >${login.password} ~* &* +@all\n`);

/** Also of a Redis that is not there yet, or for a while: what is asked waits for it. */
export const asAdministratorOf = (host: string, port: number): AdministeredRedis => {
  const administrator = new Redis({ host, port, ...login, lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
  administrator.on('error', () => undefined);
  return { host, port, login, administrator };
};

/** The Redis of a split node: with the ACL file that `init` made, no persistence, nothing evicted, as in the compose file. */
export class TestRedis implements AdministeredRedis {
  readonly host = '127.0.0.1';
  readonly login = login;
  private child: ChildProcess | undefined;
  readonly administrator: Redis;

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {
    this.administrator = this.connect();
  }

  static async start(folder: string, port: number, aclFile: string): Promise<TestRedis> {
    mkdirSync(folder, { recursive: true });
    const acl = join(folder, 'users.acl');
    copyFileSync(aclFile, acl);
    admitAdministrator(acl);
    const redis = new TestRedis(folder, port);
    await redis.begin();
    return redis;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** One more connection of who may everything. */
  connect(): Redis {
    return asAdministratorOf(this.host, this.port).administrator;
  }

  async begin(): Promise<void> {
    const settings = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--bind', '127.0.0.1'];
    const places = ['--port', String(this.port), '--dir', this.folder, '--aclfile', join(this.folder, 'users.acl')];
    this.child = spawn('redis-server', [...settings, ...places], { stdio: 'ignore' });
    await eventually(async () => {
      expectPong(await this.administrator.ping());
    }, 10_000);
  }

  /** Ended at once, with all that it held. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.resume();
    this.administrator.disconnect();
    await this.kill();
  }
}

const expectPong = (answer: string): void => {
  if (answer !== 'PONG') throw new Error(`Redis answered ${answer}.`);
};
