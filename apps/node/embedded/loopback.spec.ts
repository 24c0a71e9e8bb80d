import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { isMissing, LOOPBACK, listenOnSecond } from './loopback.js';
import { freePort } from './port.js';

const listening = async (host: string, port = 0) => {
  const server = createServer();
  server.listen({ host, port, ipv6Only: true });
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
};
const hasSecond = await listening('::1').then(
  ({ close }) => Boolean(close()),
  (error: unknown) => !isMissing(error),
);
const both = hasSecond ? it : it.skip;

describe('the port of the node', () => {
  both.each([...LOOPBACK])('is refused where somebody else listens on %s alone', async (address) => {
    const other = await listening(address);
    await expect(freePort(other.port)).rejects.toThrow(`Port ${other.port} is in use`);
    other.close();
  });

  both('is answered by the node on both addresses, until it stops', async () => {
    const server = createHttpServer((_request, response) => response.end('the node'));
    server.listen(0, LOOPBACK[0]);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const stop = await listenOnSecond(server, port);
    for (const host of ['127.0.0.1', '[::1]']) {
      const response = await fetch(`http://${host}:${port}/`, { headers: { connection: 'close' } });
      expect(await response.text()).toBe('the node');
    }
    await stop();
    server.close();
    await expect(freePort(port)).resolves.toBeUndefined();
  });
});
