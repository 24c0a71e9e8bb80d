import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { sendLines } from './ndjson.js';

type Line = { text: string };
const LONG = 'x'.repeat(256 * 1024);
const LINES = 24;

/** What `sendLines` uses of a reply, over a real response. */
const replyOf = (raw: ServerResponse) => ({ raw, hijack: () => undefined, getHeaders: () => ({}) }) as unknown as FastifyReply;

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** A server that answers once with these lines, and a client that has got the head of the answer. */
const answeredWith = async (lines: (raw: ServerResponse) => AsyncGenerator<Line>) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  closings.push(() => server.close().closeAllConnections());
  const client = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).end();
  const [, raw] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  const sent = sendLines<Line>(replyOf(raw), lines(raw), ({ code }) => ({ text: code }));
  const [answer] = (await once(client, 'response')) as [IncomingMessage];
  return { sent, answer };
};

describe('an answer of lines', () => {
  it('waits for a slow reader as often as it must, and leaves nothing behind on the connection', async () => {
    const listening: number[] = [];
    const { sent, answer } = await answeredWith(async function* (raw) {
      for (let line = 0; line < LINES; line++) {
        yield { text: LONG };
        listening.push(raw.listenerCount('close'));
      }
    });
    let bytes = 0;
    for await (const part of answer) bytes += (part as Buffer).length;
    await sent;
    expect(bytes).toBeGreaterThan(LINES * LONG.length);
    expect(listening.at(-1)).toBe(listening[0]);
  });

  it('ends with its source told, where the reader leaves while it waits', async () => {
    let told = false;
    const { sent, answer } = await answeredWith(async function* () {
      try {
        for (;;) yield { text: LONG };
      } finally {
        told = true;
      }
    });
    answer.destroy();
    await sent;
    expect(told).toBe(true);
  });
});
