import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { MemberId, TurnFrame } from '#libs/contracts/index.js';
import { newId, randomBytes, toBase64url } from '#libs/crypto/index.js';
import { hasRedis } from '#libs/testing/redis-server.js';
import { effects, type StartedBus, until } from '../acceptance/backing.js';
import { frame } from '../acceptance/frames.js';
import { anybody, holder, wrote } from '../acceptance/several.js';
import { outcome, SeveralProcesses } from '../acceptance/several-processes.js';
import type { BusStream } from '../bus.js';

jest.setTimeout(60_000);

(hasRedis ? describe : describe.skip)('while Redis is away', () => {
  let node: SeveralProcesses;
  let gateway: StartedBus;
  let others: StartedBus;
  const done: string[] = [];
  beforeAll(async () => {
    node = await SeveralProcesses.prepare();
    const doing = async (text: string) => void done.push(text);
    others = await node.start(['gate', 'vault', 'reflection'], { timing: { pollMs: 600_000 }, doing });
    gateway = await node.start(['gateway'], { timing: { pollMs: 600_000 } });
  });
  afterEach(() => until('the node is whole again', async () => (await outcome(ask('whole'))) !== 'bus_unavailable'));
  afterAll(() => node.close());

  const ask = (text = 'hello') => gateway.bus.for('gateway').call(anybody, { text });
  const ready = async ({ health }: StartedBus) => (await health.readiness()).parts.find(({ part }) => part === 'redis');

  describe('for good', () => {
    it('a call says that the parts don’t reach each other, and health why', async () => {
      await node.redis.kill();
      await expect(outcome(ask())).resolves.toBe('bus_unavailable');
      await expect(ready(gateway)).resolves.toEqual({ part: 'redis', ready: false, detail: 'Redis does not answer.' });
      await node.redis.begin();
      await until('it is ready', async () => (await ready(gateway))?.ready === true);
      await expect(ask('back')).resolves.toMatchObject({ text: 'back' });
    });

    it('nobody holds a member, and nobody takes one', async () => {
      await node.redis.kill();
      await expect(outcome(others.bus.for('vault').hold(newId<MemberId>()))).resolves.toBe('bus_unavailable');
      await node.redis.begin();
    });
  });

  it('a process ends in time', async () => {
    const ending = await node.start(['gate', 'vault', 'reflection']);
    await node.redis.kill();
    const before = performance.now();
    await ending.close();
    expect(performance.now() - before).toBeLessThan(8_000);
    await node.redis.begin();
  });

  it('for a moment, a call waits for it', async () => {
    await node.redis.kill();
    const asking = ask('patient');
    await node.redis.begin();
    await expect(asking).resolves.toMatchObject({ text: 'patient' });
  });

  it('silent but connected, a call fails at its deadline, and goes on when it speaks again', async () => {
    node.redis.pause();
    await expect(outcome(ask())).resolves.toMatch(/bus_unavailable|deadline_exceeded/);
    await until('it is seen to be silent', async () => (await ready(gateway))?.ready === false);
    await expect(outcome(ask())).resolves.toBe('bus_unavailable');
    node.redis.resume();
    await until('it is ready', async () => (await ready(gateway))?.ready === true);
    await until('calls are answered', async () => typeof (await outcome(ask())) === 'object');
  });

  it('silent until a call’s deadline has passed, the call is not made when it speaks again', async () => {
    const member = newId<MemberId>();
    await others.bus.for('vault').hold(member);
    const askHolder = (text: string) => outcome(gateway.bus.for('gateway').call(holder, { member, text }));
    node.redis.pause();
    await expect(askHolder('too late')).resolves.toMatch(/bus_unavailable|deadline_exceeded|vault_locked/);
    node.redis.resume();
    await until('the holder is asked again', async () => typeof (await askHolder('in time')) === 'object');
    expect(done).not.toContain('too late');
    others.bus.for('vault').letGo(member);
  });

  it('full, a call fails, and what was full before goes on when it is not', async () => {
    await node.redis.administrator.config('SET', 'maxmemory', '1');
    await expect(outcome(ask())).resolves.toBe('bus_unavailable');
    await node.redis.administrator.config('SET', 'maxmemory', '0');
    await expect(ask('again')).resolves.toMatchObject({ text: 'again' });
  });

  it('an event that was committed is handled when it is back', async () => {
    await node.redis.kill();
    await gateway.units.run({ role: 'gateway' }, (transaction) =>
      gateway.bus.for('gateway').publish(transaction, wrote, { member: newId<MemberId>() }),
    );
    await node.redis.begin();
    await until('it is handled', async () => (await effects(node.backing))['vault.note'] === 1);
  });

  describe('or emptied', () => {
    it('a call goes on', async () => {
      for (let times = 0; times < 5; times += 1) {
        await node.redis.administrator.flushall();
        await expect(ask(`call ${times}`)).resolves.toMatchObject({ text: `call ${times}` });
      }
      await until('little is kept of BullMQ’s own events', async () => {
        return (await node.redis.administrator.hget('mirror:call-gate:meta', 'opts.maxLenEvents')) === '1';
      });
    });

    it('who holds a member does so again', async () => {
      const member = newId<MemberId>();
      await others.bus.for('vault').hold(member);
      await node.redis.restart();
      const askHolder = () => outcome(gateway.bus.for('gateway').call(holder, { member, text: 'mine' }));
      await until('the holder is found', async () => typeof (await askHolder()) === 'object');
      others.bus.for('vault').letGo(member);
    });
  });

  describe('a stream', () => {
    const open = () => {
      const id = `reply ${newId()}`;
      const key = toBase64url(randomBytes(32));
      return { writer: others.bus.for('reflection').stream(id, key), reader: gateway.bus.for('gateway').stream(id, key) };
    };
    const begun = (reader: BusStream) => reader.read({})[Symbol.asyncIterator]();

    it('takes frames, and gives them all when it is back', async () => {
      const { writer, reader } = open();
      await node.redis.kill();
      for (let seq = 0; seq < 5; seq += 1) await writer.append(frame(seq));
      await node.redis.begin();
      await writer.end();
      await until('it is there', () => reader.exists());
      const read: TurnFrame[] = [];
      for await (const each of reader.read({})) read.push(each);
      expect(read).toEqual([0, 1, 2, 3, 4].map((seq) => frame(seq)));
    });

    it('goes on for who has read so far, and is none for who comes later', async () => {
      const { writer, reader } = open();
      await writer.append(frame(0));
      const reading = begun(reader);
      await expect(reading.next()).resolves.toMatchObject({ value: frame(0) });
      const waiting = reading.next();
      await node.redis.restart();
      await writer.append(frame(1));
      await expect(waiting).resolves.toMatchObject({ value: frame(1) });
      await expect(reader.exists()).resolves.toBe(false);
      await writer.append(frame(2));
      await writer.end();
      await expect(reading.next()).resolves.toMatchObject({ value: frame(2) });
      await expect(reading.next()).resolves.toMatchObject({ done: true });
    });

    it('ends where what was not read yet is gone', async () => {
      const { writer, reader } = open();
      await writer.append(frame(0));
      const reading = begun(reader);
      await reading.next();
      await node.redis.administrator.flushall();
      await writer.append(frame(1));
      await node.redis.administrator.flushall();
      await writer.append(frame(2));
      const rest = [await reading.next(), await reading.next()];
      expect(rest.at(-1)).toMatchObject({ done: true });
      expect(rest.map(({ value }) => value)).not.toContainEqual(frame(2));
      await writer.end();
    });

    it('does not hold up who ends it', async () => {
      const { writer } = open();
      await node.redis.kill();
      await writer.append(frame(0));
      const before = performance.now();
      await writer.end();
      expect(performance.now() - before).toBeLessThan(4_000);
      await node.redis.begin();
    });

    it('ends for its readers when its writer is gone without a word', async () => {
      const writing = await node.start(['reflection']);
      const id = `reply ${newId()}`;
      const key = toBase64url(randomBytes(32));
      await writing.bus.for('reflection').stream(id, key).append(frame(0));
      const reading = begun(gateway.bus.for('gateway').stream(id, key));
      await expect(reading.next()).resolves.toMatchObject({ value: frame(0) });
      const waiting = reading.next();
      await writing.close();
      await expect(waiting).resolves.toMatchObject({ done: true });
    });
  });
});
