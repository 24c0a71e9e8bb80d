import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Queue } from 'bullmq';
import { type EventId, type MemberId, Role, type TurnFrame } from '#libs/contracts/index.js';
import { newId, randomBytes, toBase64url } from '#libs/crypto/index.js';
import { hasRedis } from '#libs/testing/redis-server.js';
import { type StartedBus, until } from '../acceptance/backing.js';
import { frame } from '../acceptance/frames.js';
import { Intruder } from '../acceptance/intruder.js';
import { anybody, heard, holder, wrote } from '../acceptance/several.js';
import { outcome, SeveralProcesses } from '../acceptance/several-processes.js';
import { replyChannel, signalChannel } from './names.js';
import { sealMessage } from './sealed-message.js';

jest.setTimeout(40_000);

(hasRedis ? describe : describe.skip)('somebody with all rights in Redis', () => {
  let node: SeveralProcesses;
  let gateway: StartedBus;
  let others: StartedBus;
  const did: string[] = [];
  /** What the question `wait` is answered after. */
  const released = Promise.withResolvers<void>();
  beforeAll(async () => {
    node = await SeveralProcesses.prepare();
    others = await node.start(['gate', 'vault', 'reflection'], {
      doing: async (text) => {
        did.push(text);
        if (text === 'wait') await released.promise;
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

    it('can’t fill what is remembered of signals with old ones', async () => {
      const noted = jest.spyOn(Logger.prototype, 'warn');
      // Of who hears signals alone: what others refused before this is gathered, and said when its time has come.
      const refused = (code: string) =>
        noted.mock.calls
          .map(([fields]) => fields as { code?: string; role?: string; count?: number })
          .reduce((sum, fields) => sum + (fields.role === 'gateway' && fields.code === code ? (fields.count ?? 0) : 0), 0);
      const long = Date.now() - 3_600_000;
      const channel = await (await intruder('vault')).channel('gateway', long);
      const old = sealMessage('signal', channel, randomBytes(16), long, { signal: heard.name, payload: { member: newId() } });
      for (let times = 0; times < 3; times += 1)
        await node.redis.administrator.publish(signalChannel('vault', 'gateway'), Buffer.from(old));
      await until('all are refused', () => refused('stale') >= 3);
      expect(refused('replayed')).toBe(0);
      noted.mockRestore();
    });

    it('can’t end a call with a reply of its own', async () => {
      const [other, mine] = [await intruder('gateway'), await intruder('gateway')];
      const channel = await other.channel('gate');
      await other.send('gate', other.seal(channel, anybody.name, { text: 'another question' }));
      await until('it is answered', () => other.answers === 1);
      const asking = ask('wait');
      await until('it is being answered', () => did.includes('wait'));
      const door = replyChannel('gateway', gateway.bus.instance);
      for (let times = 0; times < 20; times += 1) {
        await node.redis.administrator.publish(door, Buffer.from(randomBytes(120)));
        await node.redis.administrator.publish(door, Buffer.from(mine.seal(await mine.channel('gate'), anybody.name, { text: 'no' })));
      }
      released.resolve();
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

  it('has not made the node slower to answer', async () =>
    expect(outcome(ask('at the end'))).resolves.toMatchObject({ text: 'at the end' }));
});
