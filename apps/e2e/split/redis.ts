import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from '#libs/testing/eventually.js';

/** Whoever runs the machine: may everything, as root may with the process's memory. No process of the node knows it. */
const ADMINISTRATOR = 'administrator-of-the-test';
const PASSWORD = 'a-password-of-the-test';

/** The Redis of a split node: with the ACL file that `init` made, no persistence, nothing evicted, as in the compose file. */
export class TestRedis {
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
    appendFileSync(acl, `\nuser ${ADMINISTRATOR} on >${PASSWORD} ~* &* +@all\n`);
    const redis = new TestRedis(folder, port);
    await redis.begin();
    return redis;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Of who may everything. */
  get login(): { username: string; password: string } {
    return { username: ADMINISTRATOR, password: PASSWORD };
  }

  /** One more connection of who may everything. */
  connect(): Redis {
    const redis = new Redis({
      host: '127.0.0.1',
      port: this.port,
      ...this.login,
      lazyConnect: true,
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    });
    redis.on('error', () => undefined);
    return redis;
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
