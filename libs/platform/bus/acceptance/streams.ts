import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TurnFrame } from '#libs/contracts/index.js';
import type { BusStream } from '../bus.js';
import type { BusBacking, StartedBus } from './backing.js';
import { rang } from './contracts.js';
import { frame } from './frames.js';

const key = 'A'.repeat(43);
const frames = (count: number): TurnFrame[] => Array.from({ length: count }, (_, seq) => frame(seq));
const all = async (stream: BusStream, signal?: AbortSignal): Promise<TurnFrame[]> => {
  const read: TurnFrame[] = [];
  for await (const entry of stream.read(signal ? { signal } : {})) read.push(entry);
  return read;
};

/** What a stream promises, whatever holds it. */
export const streamsSuite = (open: () => BusBacking): void =>
  describe('stream', () => {
    let started: StartedBus;
    let made = 0;
    const two = () => {
      made += 1;
      const id = `stream-${made}`;
      return { writer: started.bus.for('reflection').stream(id, key), reader: started.bus.for('gateway').stream(id, key) };
    };
    const write = async (writer: BusStream, count: number) => {
      for (const entry of frames(count)) await writer.append(entry);
    };

    beforeAll(async () => {
      started = await open().start();
    });
    afterAll(() => started.close());

    it('gives a late reader everything from the start, then what follows, then ends', async () => {
      const { writer, reader } = two();
      await write(writer, 2);
      const reading = all(reader);
      await writer.append(frame(2));
      await writer.end();
      await expect(reading).resolves.toEqual(frames(3));
    });

    it('gives everything to one who reads after the end', async () => {
      const { writer, reader } = two();
      await write(writer, 3);
      await writer.end();
      await expect(all(reader)).resolves.toEqual(frames(3));
    });

    it('lets a reader come before the writer', async () => {
      const { writer, reader } = two();
      const reading = all(reader);
      await write(writer, 1);
      await writer.end();
      await expect(reading).resolves.toEqual(frames(1));
    });

    it('gives two readers the same, each in its own time', async () => {
      const { writer, reader } = two();
      await write(writer, 1);
      const [first, second] = [reader.read({})[Symbol.asyncIterator](), reader.read({})[Symbol.asyncIterator]()];
      await first.next();
      await writer.append(frame(1));
      await expect(first.next()).resolves.toMatchObject({ value: frame(1) });
      await expect(second.next()).resolves.toMatchObject({ value: frame(0) });
      await expect(second.next()).resolves.toMatchObject({ value: frame(1) });
      await writer.end();
      await expect(first.next()).resolves.toMatchObject({ done: true });
      await expect(second.next()).resolves.toMatchObject({ done: true });
    });

    it('ends for a reader who aborts while it waits, and goes on for the other', async () => {
      const { writer, reader } = two();
      await write(writer, 1);
      const leaving = new AbortController();
      const stayed = all(reader);
      const left = reader.read({ signal: leaving.signal })[Symbol.asyncIterator]();
      await expect(left.next()).resolves.toMatchObject({ value: frame(0) });
      const waits = left.next();
      leaving.abort();
      await expect(waits).resolves.toMatchObject({ done: true });
      await writer.append(frame(1));
      await writer.end();
      await expect(stayed).resolves.toEqual(frames(2));
    });

    it('gives nothing to a reader who aborted before', async () => {
      const { writer, reader } = two();
      await write(writer, 1);
      await expect(all(reader, AbortSignal.abort())).resolves.toEqual([]);
    });

    it('exists from its first frame on', async () => {
      const { writer, reader } = two();
      await expect(reader.exists()).resolves.toBe(false);
      await write(writer, 1);
      await expect(reader.exists()).resolves.toBe(true);
      await writer.end();
      await expect(reader.exists()).resolves.toBe(true);
    });

    it('takes nothing after its end', async () => {
      const { writer } = two();
      await write(writer, 1);
      await writer.end();
      await expect(writer.append(frame(1))).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('takes no frame that is not one', async () => {
      const { writer } = two();
      await expect(writer.append({ type: 'segment', text: 'bare' } as never)).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('lets its readers go when the node stops', async () => {
      const other = await open().start();
      await other.bus.for('reflection').stream('left-open', key).append(frame(0));
      const reading = all(other.bus.for('gateway').stream('left-open', key));
      await other.close();
      await expect(reading).resolves.toEqual(frames(1));
    });
  });

/** What a signal promises, which is little. */
export const signalsSuite = (open: () => BusBacking): void =>
  describe('signal', () => {
    const member = '01890000-0000-7000-8000-000000000001';
    let started: StartedBus;
    beforeAll(async () => {
      started = await open().start();
    });
    afterAll(() => started.close());

    const heard = (listener: () => void = () => undefined) => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const stop = started.bus.for('gateway').onSignal(rang, (payload) => {
        resolve(payload);
        listener();
      });
      return { promise, stop };
    };

    it('reaches all who listen, one that throws no less than the others', async () => {
      const throwing = heard(() => {
        throw new Error('not today');
      });
      const calm = heard();
      started.bus.for('vault').signal(rang, { member });
      await expect(Promise.all([throwing.promise, calm.promise])).resolves.toEqual([{ member }, { member }]);
    });

    it('reaches nobody who has stopped', async () => {
      let times = 0;
      const { stop } = heard(() => {
        times += 1;
      });
      stop();
      const other = heard();
      started.bus.for('vault').signal(rang, { member });
      await other.promise;
      expect(times).toBe(0);
    });

    it('is refused to a role that its contract does not list', () => {
      expect(() => started.bus.for('gateway').signal(rang, { member })).toThrow(expect.objectContaining({ code: 'forbidden' }));
    });

    it('is refused where its payload does not fit', () => {
      expect(() => started.bus.for('vault').signal(rang, { member: 'someone' })).toThrow(/does not fit/);
    });
  });
