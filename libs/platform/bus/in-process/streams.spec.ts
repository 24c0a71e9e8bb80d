import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TurnFrame, TurnFrame as TurnFrameSchema } from '#libs/contracts/index.js';
import { MOST_FRAMES } from '../domain/stream-bounds.js';
import { InProcessStreams } from './streams.js';

const frame: TurnFrame = TurnFrameSchema.parse({
  type: 'settled',
  turn: '01890000-0000-7000-8000-000000000001',
  outcome: 'answered',
});

describe('the streams of one process', () => {
  let now = 0;
  let streams: InProcessStreams;
  beforeEach(() => {
    now = 1_000_000;
    streams = new InProcessStreams(() => now);
  });
  afterEach(() => streams.close());

  const read = async (id: string): Promise<TurnFrame[]> => {
    const entries: TurnFrame[] = [];
    for await (const entry of streams.stream(id).read({})) entries.push(entry);
    return entries;
  };

  it('keep one for 60 s after its end, and not longer', async () => {
    const stream = streams.stream('turn');
    await stream.append(frame);
    await stream.end();
    now += 59_999;
    await expect(stream.exists()).resolves.toBe(true);
    await expect(read('turn')).resolves.toEqual([frame]);
    now += 1;
    await expect(stream.exists()).resolves.toBe(false);
    expect(streams.size).toBe(0);
  });

  it('let go of one that nobody ended, and of its readers', async () => {
    await streams.stream('turn').append(frame);
    const reading = read('turn');
    now += 15 * 60_000;
    streams.sweep();
    await expect(reading).resolves.toEqual([frame]);
    expect(streams.size).toBe(0);
  });

  it('let go of a reader for whom nobody writes', async () => {
    const reading = read('turn');
    now += 30_000;
    streams.sweep();
    await expect(reading).resolves.toEqual([]);
    expect(streams.size).toBe(0);
  });

  it('leave no trace of one that was only asked for', async () => {
    await streams.stream('turn').exists();
    await streams.stream('turn').end();
    expect(streams.size).toBe(0);
  });

  it('are bounded', async () => {
    const stream = streams.stream('turn');
    for (let at = 0; at < MOST_FRAMES; at += 1) await stream.append(frame);
    await expect(stream.append(frame)).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
