import { appendFileSync, createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import type { Redis } from 'ioredis';
import type { AdministeredRedis } from './redis.js';

/**
 * Writes down every command that Redis gets, and on asking all that it holds, as bytes in two files. Nothing that the
 * processes tell each other goes another way, so what is not in these files did not cross Redis.
 */
export class RedisWatch {
  private constructor(
    private readonly socket: Socket,
    private readonly file: WriteStream,
    private readonly redis: AdministeredRedis,
    readonly commandsFile: string,
    readonly keysFile: string,
  ) {}

  /** From the answer on, nothing is missed. */
  static async start(redis: AdministeredRedis, folder: string): Promise<RedisWatch> {
    const [commands, keys] = [`${folder}/redis-commands`, `${folder}/redis-keys`];
    appendFileSync(keys, '');
    const file = createWriteStream(commands);
    const socket = await seeCommands(redis, (line) => file.write(Buffer.from(`${line}\n`, 'latin1')));
    return new RedisWatch(socket, file, redis, commands, keys);
  }

  /** Adds all keys and their values to the file of keys. */
  async dump(): Promise<number> {
    const { administrator } = this.redis;
    const keys = await administrator.keysBuffer('*');
    for (const key of keys) {
      appendFileSync(this.keysFile, Buffer.concat([key, Buffer.from(' '), ...(await valuesOf(administrator, key)), Buffer.from('\n')]));
    }
    return keys.length;
  }

  /** Puts something into Redis that is to be found there. */
  async probe(word: string): Promise<void> {
    await this.redis.administrator.set('probe', word);
  }

  get commands(): string {
    return readFileSync(this.commandsFile, 'latin1');
  }

  async stop(): Promise<void> {
    this.socket.destroy();
    this.file.end();
    await finished(this.file);
  }
}

/** Each command that Redis gets from now on (MONITOR), its arguments as they were, one character a byte. */
export const seeCommands = async (redis: AdministeredRedis, onCommand: (line: string) => void): Promise<Socket> => {
  const socket = connect(redis.port, redis.host);
  const { username, password } = redis.login;
  socket.write(`AUTH ${username} ${password}\r\nMONITOR\r\n`);
  await new Promise<void>((resolve, reject) => {
    let rest = '';
    let taken = 0;
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('-')) reject(new Error(`Redis does not let itself be watched: ${line}`));
        else if (line !== '+OK') onCommand(unescaped(line));
        else if (++taken === 2) resolve();
      }
    });
  });
  return socket;
};

/** MONITOR shows bytes that are no letters as `\xNN` (redis: sdscatrepr); a word in UTF-16 would hide behind that. */
export const unescaped = (line: string): string =>
  line.replace(/\\(?:x([0-9a-f]{2})|([nrtab"\\]))/g, (_, hex: string | undefined, sign: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : ({ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' }[sign] ?? sign),
  );

const flat = (value: unknown): Buffer[] => {
  if (Buffer.isBuffer(value)) return [value, Buffer.from(' ')];
  if (Array.isArray(value)) return value.flatMap(flat);
  if (value && typeof value === 'object') return Object.entries(value).flatMap(([name, each]) => [Buffer.from(name), ...flat(each)]);
  return value === null || value === undefined ? [] : [Buffer.from(String(value))];
};

/** Of whatever type. @throws where there is a type that this does not read. */
const valuesOf = async (redis: Redis, key: Buffer): Promise<Buffer[]> => {
  const type = await redis.type(key);
  if (type === 'none') return [];
  if (type === 'string') return flat(await redis.getBuffer(key));
  if (type === 'hash') return flat(await redis.hgetallBuffer(key));
  if (type === 'list') return flat(await redis.lrangeBuffer(key, 0, -1));
  if (type === 'set') return flat(await redis.smembersBuffer(key));
  if (type === 'zset') return flat(await redis.zrangeBuffer(key, 0, '-1', 'WITHSCORES'));
  if (type === 'stream') return flat(await redis.xrangeBuffer(key, '-', '+'));
  throw new Error(`A key of the type ${type} is in Redis.`);
};
