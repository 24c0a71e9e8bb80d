import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TurnFrame } from '#libs/contracts/index.js';
import { randomBytes, toBase64url } from '#libs/crypto/index.js';
import { hasRedis } from '#libs/testing/redis-server.js';
import { type StartedBus, until } from '../acceptance/backing.js';
import { frame } from '../acceptance/frames.js';
import { SeveralProcesses } from '../acceptance/several-processes.js';
import { streamKey } from './names.js';
import { streamSeal } from './stream-frame.js';

jest.setTimeout(40_000);

(hasRedis ? describe : describe.skip)('a stream, and somebody with all rights in Redis', () => {
  let node: SeveralProcesses;
  let gateway: StartedBus;
  let others: StartedBus;
  beforeAll(async () => {
    node = await SeveralProcesses.prepare();
    others = await node.start(['gate', 'vault', 'reflection']);
    gateway = await node.start(['gateway']);
  });
  afterAll(() => node.close());

  let made = 0;
  const write = async (count: number, end = true) => {
    made += 1;
    const id = `reply-${made}`;
    const key = toBase64url(randomBytes(32));
    const writer = others.bus.for('reflection').stream(id, key);
    for (let seq = 0; seq < count; seq += 1) await writer.append(frame(seq));
    if (end) await writer.end();
    const directory = JSON.parse(node.redis.files.directory) as { bus: string };
    const name = streamKey(streamSeal(Buffer.from(directory.bus, 'base64url'), id, key).name);
    await until('it is written', async () => (await node.redis.administrator.xlen(name)) === count + (end ? 1 : 0));
    return { name, reader: gateway.bus.for('gateway').stream(id, key), writer };
  };
  type Entry = [string, [string, Buffer]];
  const entriesOf = async (name: string) => (await node.redis.administrator.xrangeBuffer(name, '-', '+')) as unknown as Entry[];
  const rewrite = async (name: string, entries: readonly (readonly [string, Buffer])[]) => {
    await node.redis.administrator.del(name);
    for (const [id, bytes] of entries) await node.redis.administrator.xadd(name, id, 'e', bytes);
  };
  const seqs = async (stream: { read(options: object): AsyncIterable<TurnFrame> }) => {
    const read: number[] = [];
    try {
      for await (const each of stream.read({})) if (each.type === 'segment') read.push(each.segment.seq);
    } catch (error) {
      return { read, failed: (error as { code: string }).code };
    }
    return { read };
  };

  it('that they leave alone is read', async () => expect(await seqs((await write(4)).reader)).toEqual({ read: [0, 1, 2, 3] }));

  it.each<[string, (entries: Entry[]) => [string, Buffer][], object]>([
    [
      'change',
      (all) => all.map(([id, [, bytes]], at) => [String(id), at === 2 ? flipped(bytes) : bytes]),
      { read: [0, 1], failed: 'stamp_invalid' },
    ],
    [
      'put in another order',
      (all) => all.map(([id], at) => [String(id), all[[0, 2, 1, 3, 4][at] ?? 0]?.[1][1] as Buffer]),
      { read: [0], failed: 'stamp_invalid' },
    ],
    [
      'double',
      (all) => all.map(([id], at) => [String(id), all[[0, 0, 1, 2, 3][at] ?? 0]?.[1][1] as Buffer]),
      { read: [0], failed: 'stamp_invalid' },
    ],
    [
      'end too early',
      (all) => [...all.slice(0, 2), [all[2]?.[0], all[4]?.[1]] as Entry].map(([id, [, bytes]]) => [String(id), bytes]),
      { read: [0, 1], failed: 'stamp_invalid' },
    ],
    ['take one out of', (all) => all.filter((_, at) => at !== 2).map(([id, [, bytes]]) => [String(id), bytes]), { read: [0, 1] }],
    ['take the first out of', (all) => all.slice(1).map(([id, [, bytes]]) => [String(id), bytes]), { read: [] }],
  ])('that they %s is read up to there, and no further', async (_what, change, expected) => {
    const { name, reader } = await write(4);
    await rewrite(name, change(await entriesOf(name)));
    expect(await seqs(reader)).toEqual(expected);
  });

  it('that they begin later is none', async () => {
    const { name, reader } = await write(3);
    await rewrite(
      name,
      (await entriesOf(name)).slice(1).map(([id, [, bytes]]) => [String(id), bytes]),
    );
    await expect(reader.exists()).resolves.toBe(false);
  });

  it('whose place they took is not gone on with', async () => {
    const { name, reader, writer } = await write(2, false);
    await node.redis.administrator.xadd(name, '3-0', 'e', Buffer.from('in its place'));
    await writer.append(frame(2));
    expect(await seqs(reader)).toEqual({ read: [0, 1], failed: 'stamp_invalid' });
  });
});

const flipped = (bytes: Buffer): Buffer => {
  const changed = Buffer.from(bytes);
  changed[20] = (changed[20] ?? 0) ^ 1;
  return changed;
};
