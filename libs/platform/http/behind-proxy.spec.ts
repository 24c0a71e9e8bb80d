import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { clientAddress, createHttpApplication, Front, listeningPort } from './index.js';

@Controller()
class Mirror {
  @Get('v1/address')
  address(@Req() request: FastifyRequest) {
    return { address: request.ip };
  }
}
@Module({ controllers: [Mirror] })
class MirrorModule {}

type Answer = { status: number; headers: IncomingHttpHeaders; address?: string };

let application: NestFastifyApplication;
let upgraded: string[];
const start = async (front: Front | undefined, origin = 'https://node.example.org') => {
  await front?.known();
  const quiet = { log: () => undefined, error: () => undefined, warn: () => undefined };
  application = await createHttpApplication(MirrorModule, { logger: quiet, origin, front, onInternal: () => undefined });
  await application.listen(0, '127.0.0.1');
  upgraded = [];
  application.getHttpServer().on('upgrade', (asked: IncomingMessage, socket) => {
    upgraded.push(clientAddress(asked, front));
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });
};
const ask = async (headers: Record<string, string | string[]>): Promise<Answer> => {
  const asked = request({ host: '127.0.0.1', port: listeningPort(application), path: '/v1/address', headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const text: string[] = await response.setEncoding('utf8').toArray();
  return { status: response.statusCode ?? 0, headers: response.headers, ...(JSON.parse(text.join('') || '{}') as { address?: string }) };
};
const host = { host: 'node.example.org' };

/** As an HTTP request and as an upgrade: both take the same address. */
const addressOf = async (forwarded: string | string[]): Promise<string | undefined> => {
  const headers = { ...host, 'x-forwarded-for': forwarded };
  const { address } = await ask(headers);
  await ask({ ...headers, connection: 'upgrade', upgrade: 'websocket' });
  expect(upgraded.pop()).toBe(address);
  return address;
};
afterEach(() => application.close());

describe('an application that nothing stands before', () => {
  it('takes the address of the connection, whatever a client writes', async () => {
    await start(undefined);
    for (const forged of ['203.0.113.7', '203.0.113.7, 198.51.100.9', '127.0.0.2', ['203.0.113.7', '203.0.113.8'], '']) {
      expect(await addressOf(forged)).toBe('127.0.0.1');
    }
  });
});

describe('an application behind a front', () => {
  it('takes what the front wrote down, and nothing that a client wrote before it', async () => {
    await start(new Front([]));
    expect(await addressOf('203.0.113.7')).toBe('203.0.113.7');
    expect(await addressOf('10.0.0.1, 127.0.0.1, 203.0.113.7')).toBe('203.0.113.7');
    expect(await addressOf(['10.0.0.1', '203.0.113.7'])).toBe('203.0.113.7');
    expect(await addressOf('2001:db8::7')).toBe('2001:db8::7');
  });

  it('takes nothing that somebody else wrote who reaches its port', async () => {
    await start(new Front(['caddy'], async () => ['172.20.0.5']));
    for (const forged of ['203.0.113.7', '172.20.0.5', '203.0.113.7, 172.20.0.5']) expect(await addressOf(forged)).toBe('127.0.0.1');
  });

  it('takes what a front wrote that is known by its name', async () => {
    await start(new Front(['caddy'], async () => ['127.0.0.1']));
    expect(await addressOf('10.0.0.1, 203.0.113.7')).toBe('203.0.113.7');
  });

  it('takes the address of the connection where the front wrote nothing', async () => {
    await start(new Front([]));
    expect((await ask(host)).address).toBe('127.0.0.1');
  });

  it('compares the host that was asked for, not the one that somebody says was', async () => {
    await start(new Front([]));
    expect((await ask({ host: 'elsewhere.example', 'x-forwarded-host': 'node.example.org' })).status).toBe(403);
    expect((await ask({ ...host, 'x-forwarded-host': 'elsewhere.example' })).status).toBe(200);
  });
});

describe('strict transport security', () => {
  it('is said where the node is reached by TLS, and to no other', async () => {
    await start(new Front([]));
    expect((await ask(host)).headers['strict-transport-security']).toBe('max-age=31536000');
    await application.close();
    await start(undefined, 'http://localhost:8080');
    expect((await ask({ host: 'localhost:8080' })).headers).not.toHaveProperty('strict-transport-security');
  });
});
