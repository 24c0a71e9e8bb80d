import { Redis, type RedisOptions } from 'ioredis';
import { MirrorError, type Role } from '#libs/contracts/index.js';
import { noteMistake, noteTrouble } from '../failure.js';
import { redisUser } from './names.js';
import { type ScriptedRedis, withScripts } from './scripts.js';

/** Without an answer for so long a connection is taken for dead, though nobody closed it: a paused Redis, a cut network. */
const SILENCE_MS = 5_000;
const RETRY_MS = 200;

export type RedisAddress = { readonly url: string };

/** The options of a connection that signs in as a role. BullMQ makes more of the same for its workers. */
const optionsFor = ({ url }: RedisAddress, role: Role, password: string): RedisOptions => {
  const { hostname, port } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 6379),
    username: redisUser(role),
    password,
    connectionName: redisUser(role),
    protocol: 2,
    disableClientInfo: true,
    connectTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    keepAlive: 10_000,
    // BullMQ asks for it; what must not wait for ever has a deadline of its own.
    maxRetriesPerRequest: null,
    autoResubscribe: false,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 50, RETRY_MS),
  };
};

type Hearer = (message: Buffer) => void;

/** The way of one role of this process to Redis: one connection to ask on, one to listen on. */
export class Link {
  readonly commands: ScriptedRedis;
  private readonly listening: Redis;
  private readonly hearers = new Map<string, Set<Hearer>>();
  private readonly missed = new Set<() => void>();
  /** What a connection met last. */
  trouble = '';
  private heardBefore = false;
  private closed = false;
  readonly #closed = Promise.withResolvers<void>();

  constructor(
    readonly role: Role,
    address: RedisAddress,
    password: string,
  ) {
    this.commands = withScripts(new Redis(optionsFor(address, role, password)));
    this.listening = new Redis(optionsFor(address, role, password));
    for (const redis of [this.commands, this.listening]) {
      redis.setMaxListeners(0);
      redis.on('error', (error: Error) => {
        this.trouble = error.message;
        noteTrouble('redis', error, role);
      });
    }
    this.listening.on('messageBuffer', (channel: Buffer, message: Buffer) => this.hear(channel.toString(), message));
    this.listening.on('ready', () => void this.resume());
  }

  /** False where it is not ready after `limitMs`, or was refused; why, says `trouble`. It goes on trying. */
  async open(limitMs: number): Promise<boolean> {
    const refused = new Promise<false>((resolve) => {
      for (const redis of [this.commands, this.listening]) {
        redis.on('error', (error: Error) => {
          if (/^(WRONGPASS|NOAUTH|NOPERM)/.test(error.message)) resolve(false);
        });
        redis.connect().catch(() => undefined);
      }
    });
    return Promise.race([this.becomesReady(limitMs), refused]);
  }

  /** Resolves when it is closed, for what was made of it. */
  get whenClosed(): Promise<void> {
    return this.#closed.promise;
  }

  get ready(): boolean {
    return this.commands.status === 'ready' && this.listening.status === 'ready';
  }

  /** True once it is ready; false after `limitMs`, or once it is closed. */
  async becomesReady(limitMs: number): Promise<boolean> {
    const limit = performance.now() + limitMs;
    while (!this.ready) {
      const left = limit - performance.now();
      if (left <= 0 || this.closed) return false;
      await this.change(left);
    }
    return true;
  }

  /** Resolves once the listening has begun, or will begin by itself with the connection. */
  async hearOn(channel: string, hearer: Hearer): Promise<() => void> {
    const hearers = this.hearers.get(channel) ?? new Set();
    this.hearers.set(channel, hearers);
    hearers.add(hearer);
    if (hearers.size === 1 && this.listening.status === 'ready') await this.begin(channel);
    return () => {
      hearers.delete(hearer);
      if (hearers.size > 0 || this.hearers.get(channel) !== hearers) return;
      this.hearers.delete(channel);
      if (this.listening.status === 'ready') this.listening.unsubscribe(channel).catch(() => undefined);
    };
  }

  /** Called whenever something may have been said while this one could not hear. */
  onMissed(listener: () => void): () => void {
    const entry = () => listener();
    this.missed.add(entry);
    return () => this.missed.delete(entry);
  }

  /** What Redis says, if it says so in time; a command that it gets later may still be done. Errors: `bus_unavailable`. */
  async answered<T>(work: Promise<T>, limitMs = SILENCE_MS): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(redisAway()), limitMs);
    try {
      return await Promise.race([work, promise]);
    } finally {
      clearTimeout(timer);
      // Whoever asked has gone on: that it fails later is nobody's any more.
      work.catch(() => undefined);
    }
  }

  /** Best effort: whoever must know asks for it, or has a deadline. */
  publish(channel: string, message: Buffer | string): void {
    if (this.commands.status !== 'ready') return;
    this.commands.publish(channel, message).catch((error: Error) => noteTrouble('publish', error, this.role));
  }

  /** So that a connection on which nothing is ever said is noticed when it dies. */
  async prove(): Promise<void> {
    await Promise.all([this.commands.ping(), this.listening.ping()]);
  }

  close(): void {
    this.closed = true;
    this.hearers.clear();
    this.missed.clear();
    this.commands.disconnect();
    this.listening.disconnect();
    this.#closed.resolve();
  }

  /** Without an answer the connection is given up, and the next one listens to everything again. */
  private async begin(channel: string): Promise<void> {
    await this.answered(this.listening.subscribe(channel)).catch((error: unknown) => {
      if (!(error instanceof MirrorError)) throw error;
    });
  }

  private hear(channel: string, message: Buffer): void {
    for (const hearer of this.hearers.get(channel) ?? []) hearer(message);
  }

  /** Listens to everything again, and only then says that something may have been missed. */
  private async resume(): Promise<void> {
    try {
      const channels = [...this.hearers.keys()];
      if (channels.length > 0) await this.listening.subscribe(...channels);
    } catch (error) {
      noteTrouble('subscribe', error, this.role);
      if (!this.closed) this.listening.disconnect(true);
      return;
    }
    if (this.heardBefore) for (const listener of [...this.missed]) this.tellMissed(listener);
    this.heardBefore = true;
  }

  private tellMissed(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      noteMistake({ signal: 'missed' }, error);
    }
  }

  private change(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const both = [this.commands, this.listening];
      const done = () => {
        clearTimeout(timer);
        for (const redis of both) for (const event of ['ready', 'end'] as const) redis.off(event, done);
        resolve();
      };
      const timer = setTimeout(done, limitMs);
      for (const redis of both) for (const event of ['ready', 'end'] as const) redis.once(event, done);
    });
  }
}

export const redisAway = (): MirrorError => new MirrorError('bus_unavailable');
