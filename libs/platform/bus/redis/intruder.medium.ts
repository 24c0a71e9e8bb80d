import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Queue } from 'bullmq';
import { type EventId, type MemberId, Role, TurnFrame } from '#libs/contracts/index.js';
import { newId, randomBytes, toBase64url } from '#libs/crypto/index.js';
import { hasRedis } from '#libs/testing/redis-server.js';
import { type StartedBus, until } from '../acceptance/backing.js';
import { Intruder } from '../acceptance/intruder.js';
import { anybody, heard, holder, wrote } from '../acceptance/several.js';
import { outcome, SeveralProcesses } from '../acceptance/several-processes.js';
import { replyChannel, streamKey } from './names.js';
import { streamSeal } from './stream-frame.js';

jest.setTimeout(40_000);

(hasRedis ? describe : describe.skip)('somebody with all rights in Redis', () => {
  let node: SeveralProcesses;
  let gateway: StartedBus;
  let others: StartedBus;
  const did: string[] = [];
  beforeAll(async () => {
    node = await SeveralProcesses.prepare();
    others = await node.start(['gate', 'vault', 'reflection'], {
      doing: async (text) => {
        did.push(text);
        if (text === 'wait') await new Promise((resolve) => setTimeout(resolve, 300));
      },
    });
    gateway = await node.start(['gateway']);
  });
  beforeEach(() => {
    did.splice(0);
  });
  afterAll(() => node.close());

  const ask = (text = 'hello') => gateway.bus.for('gateway').call(anybody, { text });
  /** Nothing that was put into the queue lies there any more, nor is being answered. */
  const workedOff = () =>
    until('the queue is worked off', async () => {
      const { administrator } = node.redis;
      return (await administrator.llen('mirror:call-gate:wait')) + (await administrator.llen('mirror:call-gate:active')) === 0;
    });
  const intruders: Intruder[] = [];
  const intruder = async (role: Role): Promise<Intruder> => {
    const made = new Intruder(node.redis, role);
    intruders.push(made);
    await made.listen();
    return made;
  };
  afterEach(() => {
    for (const each of intruders.splice(0)) each.stop();
  });

  describe('and a role’s secrets', () => {
    it('is answered where that role may ask, so that what follows is refused for its own reason', async () => {
      const own = await intruder('gateway');
      const channel = await own.channel('gate');
      await own.send('gate', own.seal(channel, anybody.name, { text: 'asked' }));
      await until('it is answered', () => own.answers === 1);
      expect(own.lastAnswer(channel, anybody.name)).toMatchObject({ reply: { text: 'asked' } });
    });

    it('is refused what that role may not ask', async () => {
      const own = await intruder('reflection');
      await own.send('gate', own.seal(await own.channel('gate'), anybody.name, { text: 'not for me' }));
      await workedOff();
      expect(did).toEqual([]);
    });

    it('is refused what another role answers', async () => {
      const own = await intruder('gateway');
      const channel = await own.channel('gate');
      await own.send('gate', own.seal(channel, holder.name, { member: newId(), text: 'at the wrong door' }));
      await until('it is answered', () => own.answers === 1);
      expect(own.lastAnswer(channel, holder.name)).toMatchObject({ problem: { code: 'internal' } });
      expect(did).toEqual([]);
    });

    it.each([
      ['older than its deadline', -3_600_000],
      ['from the future', 3_600_000],
    ])('is refused a message that is %s, and told about clocks', async (_what, away) => {
      const own = await intruder('gateway');
      const channel = await own.channel('gate', Date.now() + away);
      await own.send('gate', own.seal(channel, anybody.name, { text: 'late' }, { at: Date.now() + away }));
      await until('it is answered', () => own.answers === 1);
      const detail = 'The clocks of gateway and gate differ by about 3600 s. Set both to the right time.';
      expect(own.lastAnswer(channel, anybody.name)).toMatchObject({ problem: { code: 'bus_unavailable', detail } });
      expect(did).toEqual([]);
    });

    it('is refused a message on a channel that is older than ten minutes', async () => {
      const own = await intruder('gateway');
      const channel = await own.channel('gate', Date.now() - 11 * 60_000);
      await own.send('gate', own.seal(channel, anybody.name, { text: 'with an old key' }));
      await until('it is answered', () => own.answers === 1);
      expect(own.lastAnswer(channel, anybody.name)).toMatchObject({ problem: { code: 'bus_unavailable' } });
      expect(did).toEqual([]);
    });

    it('can’t send a signal that only another role may send', async () => {
      const told: string[] = [];
      const stop = gateway.bus.for('gateway').onSignal(heard, ({ member }) => told.push(member));
      const own = await intruder('gate');
      const channel = await own.channel('gateway');
      const { sealMessage } = await import('./sealed-message.js');
      const forged = newId<MemberId>();
      const message = sealMessage('signal', channel, randomBytes(16), Date.now(), { signal: heard.name, payload: { member: forged } });
      for (const from of ['vault', 'gate']) await node.redis.administrator.publish(`mirror:signal:${from}:gateway`, Buffer.from(message));
      const member = newId<MemberId>();
      others.bus.for('vault').signal(heard, { member });
      await until('the true one is heard', () => told.length > 0);
      expect(told).toEqual([member]);
      stop();
    });
  });

  describe('and what crosses it', () => {
    it('can’t have a call done twice by sending it again', async () => {
      const own = await intruder('gateway');
      const message = own.seal(await own.channel('gate'), anybody.name, { text: 'once' });
      for (let times = 0; times < 5; times += 1) await own.send('gate', message);
      await workedOff();
      expect(did.filter((text) => text === 'once')).toHaveLength(1);
      expect(own.answers).toBe(1);
    });

    it('can’t stop the queue with what is no message', async () => {
      const own = await intruder('gateway');
      const message = own.seal(await own.channel('gate'), anybody.name, { text: 'whole' });
      const text = Buffer.from(message).toString('base64url');
      for (const data of ['', 'AAAA', text.slice(0, 100), `${text}AAAA`, text.toUpperCase(), 7, { a: 1 }, [text], '\u0000'.repeat(9)])
        await own.put('gate', data);
      await workedOff();
      await expect(ask('still there')).resolves.toMatchObject({ text: 'still there' });
      expect(did).toEqual(['still there']);
    });

    it('can’t end a call with a reply of its own', async () => {
      const [other, mine] = [await intruder('gateway'), await intruder('gateway')];
      const channel = await other.channel('gate');
      await other.send('gate', other.seal(channel, anybody.name, { text: 'another question' }));
      await until('it is answered', () => other.answers === 1);
      const asking = ask('wait');
      const door = replyChannel('gateway', gateway.bus.instance);
      for (let times = 0; times < 20; times += 1) {
        await node.redis.administrator.publish(door, Buffer.from(randomBytes(120)));
        await node.redis.administrator.publish(door, Buffer.from(mine.seal(await mine.channel('gate'), anybody.name, { text: 'no' })));
      }
      await expect(asking).resolves.toMatchObject({ text: 'wait' });
    });

    it('reads no word of it: not in what Redis is told, not in what it holds', async () => {
      const marker = 'a-word-that-only-a-member-would-write';
      const watching = await node.redis.monitor();
      await Promise.all(Array.from({ length: 20 }, () => ask(marker)));
      const stream = 'marked-stream';
      const key = toBase64url(randomBytes(32));
      const writer = others.bus.for('reflection').stream(stream, key);
      await writer.append(frame(0, marker));
      await writer.end();
      const read: TurnFrame[] = [];
      for await (const each of gateway.bus.for('gateway').stream(stream, key).read({})) read.push(each);
      expect(JSON.stringify(read)).toContain(marker);
      const held = await everythingIn();
      watching.stop();
      expect(watching.said()).toContain('mirror:call-gate');
      for (const seen of [watching.said(), held]) {
        expect(seen).not.toContain(marker);
        expect(seen).not.toContain(Buffer.from(marker).toString('base64').slice(4, 20));
        expect(seen).not.toContain(anybody.name);
        expect(seen).not.toContain(key);
        expect(seen).not.toContain(stream);
      }
    });

    const everythingIn = async (): Promise<string> => {
      const { administrator } = node.redis;
      const keys = await administrator.keys('*');
      const dumps = await Promise.all(keys.map(async (key) => `${key} ${(await administrator.dumpBuffer(key))?.toString('latin1')}`));
      return dumps.join('\n');
    };
  });

  describe('and the queue of events', () => {
    it('can’t use up or park what belongs to another role', async () => {
      // Nobody relays it meanwhile.
      const [row] = await node.backing.look<{ id: EventId }>(
        `with made as (select bus.publish('wrote', $1, array['reflection.other', 'vault.note']) as id) select id from made`,
        [JSON.stringify({ member: newId<MemberId>() })],
      );
      const event = row?.id as EventId;
      await node.backing.look(`update bus.delivery set next_at = now() + interval '1 hour' where event = $1`, [event]);
      const queue = new Queue('event-vault', { connection: node.redis.administrator, prefix: 'mirror', skipMetasUpdate: true });
      for (const data of [
        { event, subscriber: 'reflection.other' },
        { event, subscriber: 'gateway.seen' },
        { event, subscriber: 7 },
        { event: 'x', subscriber: 'vault.note' },
        'nothing',
      ])
        await queue.add('job', data as never, { removeOnComplete: true, removeOnFail: true });
      await until('all were looked at', async () => (await queue.getJobCountByTypes('wait', 'active')) === 0);
      await queue.close();
      const rows = await node.backing.look('select attempts, parked_at from bus.delivery where event = $1 and subscriber = $2', [
        event,
        'reflection.other',
      ]);
      expect(rows).toEqual([{ attempts: 0, parked_at: null }]);
      await node.backing.look('delete from bus.outbox where id = $1', [event]);
      expect(wrote.subscribers).toEqual(['vault.note']);
    });
  });

  describe('and a stream', () => {
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

    it('that it leaves alone is read', async () => expect(await seqs((await write(4)).reader)).toEqual({ read: [0, 1, 2, 3] }));

    it.each<[string, (entries: Entry[]) => [string, Buffer][], object]>([
      [
        'changes',
        (all) => all.map(([id, [, bytes]], at) => [String(id), at === 2 ? flipped(bytes) : bytes]),
        { read: [0, 1], failed: 'stamp_invalid' },
      ],
      [
        'puts in another order',
        (all) => all.map(([id], at) => [String(id), all[[0, 2, 1, 3, 4][at] ?? 0]?.[1][1] as Buffer]),
        { read: [0], failed: 'stamp_invalid' },
      ],
      [
        'doubles',
        (all) => all.map(([id], at) => [String(id), all[[0, 0, 1, 2, 3][at] ?? 0]?.[1][1] as Buffer]),
        { read: [0], failed: 'stamp_invalid' },
      ],
      [
        'ends too early',
        (all) => [...all.slice(0, 2), [all[2]?.[0], all[4]?.[1]] as Entry].map(([id, [, bytes]]) => [String(id), bytes]),
        { read: [0, 1], failed: 'stamp_invalid' },
      ],
      ['takes one out of', (all) => all.filter((_, at) => at !== 2).map(([id, [, bytes]]) => [String(id), bytes]), { read: [0, 1] }],
      ['takes the first out of', (all) => all.slice(1).map(([id, [, bytes]]) => [String(id), bytes]), { read: [] }],
    ])('that it %s is read up to there, and no further', async (_what, change, expected) => {
      const { name, reader } = await write(4);
      await rewrite(name, change(await entriesOf(name)));
      expect(await seqs(reader)).toEqual(expected);
    });

    it('that it begins later is none', async () => {
      const { name, reader } = await write(3);
      await rewrite(
        name,
        (await entriesOf(name)).slice(1).map(([id, [, bytes]]) => [String(id), bytes]),
      );
      await expect(reader.exists()).resolves.toBe(false);
    });

    it('whose place it took is not gone on with', async () => {
      const { name, reader, writer } = await write(2, false);
      await node.redis.administrator.xadd(name, '3-0', 'e', Buffer.from('in its place'));
      await writer.append(frame(2));
      expect(await seqs(reader)).toEqual({ read: [0, 1], failed: 'stamp_invalid' });
    });
  });

  describe('without the administrator’s password', () => {
    const as = (role: Role) => node.redis.connect({ username: `mirror-${role}`, password: node.redis.passwords[role] });

    it.each<[Role, string[]]>([
      ['gateway', ['lpush', 'mirror:event-vault:wait', 'x']],
      ['gateway', ['set', `mirror:lease:vault:${newId()}`, 'x']],
      ['gateway', ['xadd', 'mirror:stream:x', '*', 'e', 'x']],
      ['gateway', ['set', 'mirror:present:vault:x', 'x']],
      ['gateway', ['publish', 'mirror:reply:gate:x', 'x']],
      ['gate', ['hgetall', 'mirror:call-vault:x']],
      ['gate', ['lrange', 'mirror:event-vault:wait', '0', '-1']],
      ['gate', ['get', `mirror:lease:vault:${newId()}`]],
      ['gate', ['xrange', 'mirror:stream:x', '-', '+']],
      ['gate', ['publish', 'mirror:signal:vault:gateway', 'x']],
      ['gate', ['subscribe', 'mirror:signal:vault:gateway']],
      ['reflection', ['hgetall', 'mirror:call-gate:x']],
      ['vault', ['lpush', 'mirror:call-gate:wait', 'x']],
      ['vault', ['eval', `return redis.call('lpush', 'mirror:call-gate:wait', 'x')`, '0']],
      ['vault', ['get', 'something-else']],
      ...[
        'flushall',
        'keys *',
        'scan 0',
        'monitor',
        'config set save 1',
        'acl list',
        'script flush',
        'client list',
        'shutdown',
        'replicaof no one',
        'psubscribe *',
      ].map((command): [Role, string[]] => ['vault', command.split(' ')]),
    ])('%s may not %j', async (role, [command = '', ...given]) => {
      const redis = as(role);
      await expect(redis.call(command, ...given)).rejects.toThrow(/NOPERM|can't access/);
      redis.disconnect();
    });
  });

  it('has not made the node slower to answer', async () =>
    expect(outcome(ask('at the end'))).resolves.toMatchObject({ text: 'at the end' }));
});

const flipped = (bytes: Buffer): Buffer => {
  const changed = Buffer.from(bytes);
  changed[20] = (changed[20] ?? 0) ^ 1;
  return changed;
};

const frame = (seq: number, text = `Sentence ${seq}.`): TurnFrame =>
  TurnFrame.parse({
    type: 'segment',
    segment: {
      turn: '01890000-0000-7000-8000-000000000001',
      reply: '01890000-0000-7000-8000-000000000002',
      seq,
      final: false,
      text,
      pack: 'v11',
      stamp: 'A'.repeat(86),
    },
  });
