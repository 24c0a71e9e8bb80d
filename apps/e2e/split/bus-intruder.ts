import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type CallContract, type InstanceId, Role } from '#libs/contracts/index.js';
import { newId, randomBytes } from '#libs/crypto/index.js';
import { type BusKeys, makeBusKeys, readBusKeys } from '#libs/platform/bus/redis/bus-keys.js';
import { SealedAnswer } from '#libs/platform/bus/redis/call-shapes.js';
import { makeChannel } from '#libs/platform/bus/redis/channel.js';
import { callQueue, PREFIX } from '#libs/platform/bus/redis/names.js';
import { openReply, parseMessage, parseReply, type SealedMessage, sealMessage } from '#libs/platform/bus/redis/sealed-message.js';
import { seeCommands } from './redis-watch.js';
import type { SplitNode } from './split-node.js';

/** A request as it lay in Redis. */
export type Recorded = { queue: string; data: string; message: SealedMessage };

const MESSAGE = /[A-Za-z0-9_-]{300,}/;
/** Longer than an answer takes, shorter than any deadline. */
const SILENCE_MS = 1_500;

/** Whoever took over one role's secrets, or none, and may do everything in Redis. Speaks the bus as our own code does. */
export class BusIntruder {
  readonly requests: Recorded[] = [];
  readonly published: { channel: string; message: Buffer }[] = [];
  private readonly instance = newId<InstanceId>();
  private readonly answers = new Map<string, (message: Buffer) => void>();
  private watching: Socket | undefined;
  private readonly queues = new Map<string, Queue<string>>();

  private constructor(
    readonly keys: BusKeys,
    readonly redis: Redis,
    private readonly hearing: Redis,
  ) {}

  /** With the secrets of a role; without one, with keys that nobody knows. */
  static async enter(node: SplitNode, role?: Role): Promise<BusIntruder> {
    const { redis } = node.backends;
    const [own, hearing] = [redis.connect(), redis.connect()];
    await Promise.all([own.connect(), hearing.connect()]);
    const intruder = new BusIntruder(keysOf(node, role), own, hearing);
    intruder.watching = await seeCommands(redis, (line) => intruder.see(line));
    hearing.on('pmessageBuffer', (_pattern: string, channel: Buffer, message: Buffer) => intruder.hear(channel.toString(), message));
    await hearing.psubscribe(`${PREFIX}:*`);
    return intruder;
  }

  /** The answer to a question that it makes up itself; undefined where nobody answers. `as`: whose name it takes. */
  async ask(contract: CallContract, request: unknown, as: Role = this.keys.role): Promise<SealedAnswer | undefined> {
    const channel = await makeChannel({ ...this.keys, role: as }, this.instance, contract.to, Date.now());
    const id = randomBytes(16);
    const bytes = sealMessage('request', channel, id, Date.now(), { contract: contract.name, request });
    const answered = new Promise<Buffer>((resolve) => {
      this.answers.set(Buffer.from(id).toString('hex'), resolve);
    });
    await this.put(callQueue(contract.to), Buffer.from(bytes).toString('base64url'));
    const message = await Promise.race([answered, delay(SILENCE_MS, undefined)]);
    return message && SealedAnswer.parse(openReply(channel, contract.name, parseReply(message)));
  }

  /** Puts a message into a queue of calls, under an id of its own. */
  async put(queue: string, data: string): Promise<void> {
    const known = this.queues.get(queue) ?? new Queue<string>(queue, { connection: this.redis, prefix: PREFIX });
    this.queues.set(queue, known);
    const jobId = Buffer.from(randomBytes(16)).toString('base64url');
    await known.add('call', data, { jobId, attempts: 1, removeOnComplete: true, removeOnFail: true });
  }

  /** Told at each request that somebody makes, before it is answered where it is quick enough. */
  onRequest: (recorded: Recorded) => void = () => undefined;

  async leave(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    this.watching?.destroy();
    for (const redis of [this.redis, this.hearing]) redis.disconnect();
  }

  private hear(channel: string, message: Buffer): void {
    this.published.push({ channel, message });
    // A reply says in its third to eighteenth byte what it answers.
    this.answers.get(message.subarray(2, 18).toString('hex'))?.(message);
  }

  private see(line: string): void {
    const queue = /mirror:(call-[a-z0-9-]+):/.exec(line)?.[1];
    const data = MESSAGE.exec(line)?.[0];
    if (!queue || !data) return;
    try {
      const recorded = { queue, data, message: parseMessage('request', Buffer.from(data, 'base64url')) };
      this.requests.push(recorded);
      this.onRequest(recorded);
    } catch {
      // Something else of that length.
    }
  }
}

const keysOf = (node: SplitNode, role: Role | undefined): BusKeys => {
  const read = (name: string) => readFileSync(join(node.backends.secrets, name), 'utf8');
  if (role) return readBusKeys(role, read(`bus-${role}`), read('bus-directory'));
  const directory = readBusKeys('gateway', read('bus-gateway'), read('bus-directory'));
  const made = makeBusKeys();
  // What is public it may have: to whom things are sealed, and the id of the bus.
  return { ...readBusKeys('gateway', made.secrets.gateway, made.directory), bus: directory.bus, roles: directory.roles };
};
