import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseAllowList, parseDestination } from './allow-list.js';
import { egressProxy } from './proxy.js';
import { isPublicAddress } from './public-address.js';

describe('the hosts that an administrator names', () => {
  it('are names with ports, whatever their letters are', () => {
    expect([...parseAllowList(' API.example.org:443 , models.example.org:8443,')]).toEqual([
      'api.example.org:443',
      'models.example.org:8443',
    ]);
  });

  it.each([undefined, '', ' , '])('are some: not %j', (text) => expect(() => parseAllowList(text)).toThrow('No host is named'));

  it.each([
    'api.example.org',
    'api.example.org:0',
    'api.example.org:70000',
    '*.example.org:443',
    'https://api.example.org:443',
    '203.0.113.7:443',
    '[2001:db8::1]:443',
    '2130706433:443',
    '0x7f000001:443',
    '127.1:443',
    'api.example.org:443:443',
    'a@api.example.org:443',
  ])('are not %s', (entry) => {
    expect(() => parseAllowList(`good.example.org:443,${entry}`)).toThrow(`"${entry}" is not a host by its name with a port`);
    expect(parseDestination(entry)).toBeUndefined();
  });
});

describe('a public address', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])('is %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ...['127.0.0.1', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...['255.255.255.255', '198.18.0.1', '203.0.113.1', '::1', '::', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'ff02::1', 'example.org', ''],
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('the way out', () => {
  const sockets: Socket[] = [];
  let target: ReturnType<typeof createServer>;
  let proxy: Server;
  let targetPort: number;
  let refused: string[];
  let resolved: Record<string, string[]>;

  beforeEach(async () => {
    refused = [];
    target = createServer((socket) => socket.on('error', () => socket.destroy()).pipe(socket));
    await once(target.listen(0, '127.0.0.1'), 'listening');
    targetPort = (target.address() as AddressInfo).port;
    resolved = { 'there.example.org': ['127.0.0.1'], 'inside.example.org': [] };
    const allowed = parseAllowList(`there.example.org:${targetPort},inside.example.org:443,gone.example.org:443`);
    const resolve = async (host: string) => resolved[host] ?? Promise.reject(new Error('ENOTFOUND'));
    proxy = egressProxy(allowed, resolve, (what) => refused.push(what));
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    proxy.closeAllConnections();
    proxy.close();
    target.close();
  });

  const ask = async (lines: string): Promise<{ status: string; socket: Socket }> => {
    const socket = connect((proxy.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.write(`${lines}\r\n\r\n`);
    const [data] = await once(socket, 'data');
    return { status: String(data).split('\r\n')[0] ?? '', socket };
  };
  const reach = (destination: string) => ask(`CONNECT ${destination} HTTP/1.1\r\nHost: ${destination}`);

  it('leads to a host that was named, and carries what is said there both ways', async () => {
    const { status, socket } = await reach(`There.example.org:${targetPort}`);
    expect(status).toBe('HTTP/1.1 200 Connection Established');
    socket.write('hello');
    expect(String((await once(socket, 'data'))[0])).toBe('hello');
    socket.end();
    await once(socket, 'end');
  });

  it('goes on to the next address where one is not there', async () => {
    resolved['there.example.org'] = ['127.0.0.2', '127.0.0.1'];
    expect((await reach(`there.example.org:${targetPort}`)).status).toContain('200');
  });

  it.each(['other.example.org:443', 'there.example.org:22', '127.0.0.1:443', '[::1]:443', 'below.there.example.org:443', 'localhost:443'])(
    'leads nowhere else: %s',
    async (destination) => {
      expect((await reach(destination)).status).toBe('HTTP/1.1 403 Forbidden');
      expect(refused).toHaveLength(1);
    },
  );

  it('says what it refused in words of its own, whatever somebody writes into a name', async () => {
    for (const asked of ['i-said-yes-again.example.org:443', 'there.example.org:22', 'i-said.there.example.org:443', 'i-said-yes'])
      await reach(asked);
    expect(refused).toEqual([
      'a host that is not named',
      'another port of there.example.org',
      'a host that is not named',
      'something that is no host with a port',
    ]);
  });

  it('leads not inside, though the name was allowed: its addresses are none of the public Internet', async () => {
    expect((await reach('inside.example.org:443')).status).toBe('HTTP/1.1 502 Bad Gateway');
  });

  it('says so where a host is not there', async () => {
    expect((await reach('gone.example.org:443')).status).toBe('HTTP/1.1 502 Bad Gateway');
  });

  it.each(['GET http://there.example.org/ HTTP/1.1\r\nHost: there.example.org', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0'])(
    'reads nobody’s requests: %s',
    async (request) => expect((await ask(request)).status).toBe('HTTP/1.1 405 Method Not Allowed'),
  );

  it('outlives a client that is gone in the middle', async () => {
    const { socket } = await reach(`there.example.org:${targetPort}`);
    socket.resetAndDestroy();
    expect((await reach(`there.example.org:${targetPort}`)).status).toContain('200');
  });
});
