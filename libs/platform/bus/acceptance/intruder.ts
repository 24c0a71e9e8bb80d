import { Queue } from 'bullmq';
import type { InstanceId, Role } from '#libs/contracts/index.js';
import { newId, randomBytes } from '#libs/crypto/index.js';
import type { TestRedis } from '#libs/testing/redis-server.js';
import { readBusKeys } from '../redis/bus-keys.js';
import { type Channel, makeChannel } from '../redis/channel.js';
import { callQueue, PREFIX, replyChannel } from '../redis/names.js';
import { openReply, parseReply, sealMessage } from '../redis/sealed-message.js';

/** Somebody with the secrets of one role, and with all rights in Redis. */
export class Intruder {
  readonly instance = newId<InstanceId>();
  private readonly replies: Buffer[] = [];

  constructor(
    private readonly redis: TestRedis,
    readonly role: Role,
  ) {}

  /** Listens for what is answered to it. */
  async listen(): Promise<void> {
    const listening = this.redis.administrator.duplicate();
    listening.on('messageBuffer', (_channel: Buffer, message: Buffer) => this.replies.push(message));
    await listening.subscribe(replyChannel(this.role, this.instance));
    this.stop = () => listening.disconnect();
  }

  stop: () => void = () => undefined;

  get answers(): number {
    return this.replies.length;
  }

  channel(to: Role, madeAt = Date.now()): Promise<Channel> {
    const { files } = this.redis;
    return makeChannel(readBusKeys(this.role, files.secrets[this.role], files.directory), this.instance, to, madeAt);
  }

  /** A request as the bus would have sealed it. */
  seal(channel: Channel, contract: string, request: unknown, { at = Date.now(), id = randomBytes(16) } = {}): Uint8Array {
    return sealMessage('request', channel, id, at, { contract, request });
  }

  /** Puts anything at all into the queue of a role. */
  async put(to: Role, data: unknown): Promise<void> {
    const queue = new Queue(callQueue(to), { connection: this.redis.administrator, prefix: PREFIX, skipMetasUpdate: true });
    await queue.add('call', data, { removeOnComplete: true, removeOnFail: true });
    await queue.close();
  }

  async send(to: Role, message: Uint8Array): Promise<void> {
    await this.put(to, Buffer.from(message).toString('base64url'));
  }

  /** What was answered last, on that channel. */
  lastAnswer(channel: Channel, contract: string): unknown {
    const last = this.replies.at(-1);
    return last && openReply(channel, contract, parseReply(last));
  }
}
