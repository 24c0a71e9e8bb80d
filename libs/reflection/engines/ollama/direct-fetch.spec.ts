import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DirectFetch, directFetch } from './direct-fetch.js';

describe('The fetch to a model server', () => {
  let server: http.Server;
  let answer: http.RequestListener;
  let url: string;
  let direct: DirectFetch;
  let requests: number;

  beforeEach(async () => {
    requests = 0;
    answer = (_, response) => void response.end('well');
    server = http.createServer((request, response) => {
      requests += 1;
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    direct = directFetch(url);
  });
  afterEach(async () => {
    direct.close();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  const textFrom = async (path: string, init?: RequestInit) => (await direct.fetch(url + path, init)).text();

  it.each(['http://localhost:1', 'https://127.0.0.1', 'http://example.com/v1'])('reaches no other origin: %s', async (elsewhere) => {
    await expect(direct.fetch(elsewhere)).rejects.toThrow('Only');
    expect(requests).toBe(0);
  });

  it('follows no redirect', async () => {
    answer = (_, response) => void response.writeHead(307, { location: '/elsewhere' }).end();
    expect((await direct.fetch(`${url}/`)).status).toBe(307);
    expect(requests).toBe(1);
  });

  it('asks once more where an idle connection was closed just as it was taken', async () => {
    const seen = new Map<Socket, number>();
    answer = (request, response) => {
      const times = (seen.get(request.socket) ?? 0) + 1;
      seen.set(request.socket, times);
      if (times === 2) request.socket.resetAndDestroy();
      else response.end('well');
    };
    expect(await textFrom('/one')).toBe('well');
    expect(await textFrom('/two')).toBe('well');
    expect(seen.size).toBe(2);
  });

  it('sends nothing twice once the answer has begun', async () => {
    expect(await textFrom('/one')).toBe('well');
    answer = (request, response) => void response.write('half', () => request.socket.resetAndDestroy());
    await expect(textFrom('/two')).rejects.toThrow();
    expect(requests).toBe(2);
  });

  it('stops at once when it is aborted, before or in the middle', async () => {
    await expect(textFrom('/', { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    const controller = new AbortController();
    answer = (_, response) => void response.write('half', () => controller.abort());
    await expect(textFrom('/', { signal: controller.signal })).rejects.toThrow();
  });
});
