import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';

const upgrade = (path: string, host: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

describe('a client that has no manners', () => {
  let node: TestedNode;
  beforeAll(async () => {
    node = await startNode();
  }, 60_000);
  afterAll(() => node.remove());

  const raw = async (text: string) => {
    const socket = connect(node.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };

  it.each(['/elsewhere', '/v1/stream'])('does not end the node by resetting an upgrade of %s', async (path) => {
    for (let times = 0; times < 100; times++) (await raw(upgrade(path, `localhost:${node.port}`))).resetAndDestroy();
    await delay(300);
    expect(node.running).toBe(true);
    expect((await fetch(`${node.origin}/health/live`)).status).toBe(200);
  });

  it('finds health under any name, and nothing else', async () => {
    const statusOf = async (path: string) => {
      const socket = await raw(`GET ${path} HTTP/1.1\r\nHost: rebound.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
      const [head] = await once(socket, 'data');
      return Number(String(head).split(' ')[1]);
    };
    expect(await statusOf('/health/live')).toBe(200);
    for (const path of ['/', '/healthy', '/v1/node', '/health/../v1/node']) expect(await statusOf(path)).not.toBe(200);
  });
});
