import { describe, expect, it } from '@jest/globals';
import type { InstanceId } from '#libs/contracts/index.js';
import { newId, randomBytes, toBase64url } from '#libs/crypto/index.js';
import { frame } from '../acceptance/frames.js';
import { Link } from './link.js';
import { Presence } from './presence.js';
import { RedisStreams } from './streams.js';

const away = { url: 'redis://127.0.0.1:1' };
const bus = randomBytes(16);
const key = toBase64url(randomBytes(32));

describe('the streams of a process that stops while Redis is away', () => {
  it('end, also the one that begins meanwhile, and leave the process its time', async () => {
    const instance = newId<InstanceId>();
    const link = new Link('reflection', away, 'a password');
    const streams = new RedisStreams(link, new Presence(link, { instance, version: 'suite', bus }, () => undefined), instance, bus);
    await streams.stream('one', key).append(frame(0));
    const closing = streams.close();
    await streams.stream('another', key).append(frame(0));
    await closing;
    link.close();
    // A writer that asks a closed link again and again would not let this timer have its turn.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(streams.size).toBe(0);
    await expect(streams.stream('late', key).append(frame(0))).rejects.toMatchObject({ code: 'shutting_down' });
  });
});
