import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps, type RequestOptions } from 'node:https';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Terminal } from '../terminal.js';
import { ComposeProject } from './compose-project.js';
import { succeed } from './engine.js';
import { onlyContainers } from './suite.js';

jest.setTimeout(300_000);

type Answer = { status: number | undefined; headers: IncomingMessage['headers']; text: string };

onlyContainers('the front of a node', () => {
  let node: ComposeProject;
  let readyAfterMs: number;
  const ida = new Terminal();

  beforeAll(async () => {
    node = await ComposeProject.prepare();
    readyAfterMs = await node.up();
  });
  afterAll(async () => {
    ida.remove();
    await node?.remove();
  });

  const ask = async (url: string, options: RequestOptions & { body?: string } = {}): Promise<Answer> => {
    const ca = readFileSync(node.authority);
    const send = url.startsWith('https:') ? overHttps : overHttp;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    send(url, { ca, agent: false, ...options }, resolve)
      .on('error', reject)
      .end(options.body);
    const response = await promise;
    const text = (await response.setEncoding('utf8').toArray()).join('');
    return { status: response.statusCode, headers: response.headers, text };
  };
  /** mirrorctl, which trusts the node's own authority. */
  const mirrorctl = (...words: string[]) => ida.runWith({ environment: { NODE_EXTRA_CA_CERTS: node.authority } }, ...words);
  const claimLink = async () => {
    const { out } = await node.inside('gateway', 'claim-link');
    return new RegExp(`${node.origin}/\\S+#\\S+`).exec(out)?.[0];
  };

  it('is there within three minutes of the command', () => expect(readyAfterMs).toBeLessThan(180_000));

  describe('TLS', () => {
    it('is the node’s own authority’s, which trusts this name alone', async () => {
      expect(await ask(`${node.origin}/health/live`)).toMatchObject({ status: 200 });
      await expect(ask(`${node.origin}/health/live`, { ca: [] })).rejects.toThrow(/certificate/);
    });

    it('is asked for where somebody comes without it, whatever name they say', async () => {
      const { status, headers } = await ask(`http://localhost:${node.httpPort}/link?x=1`, { headers: { host: 'elsewhere.example' } });
      expect([status, headers.location]).toEqual([308, `${node.origin}/link?x=1`]);
    });

    it('can be trusted by who comes without it: the authority’s certificate is there, as compose-init made it', async () => {
      for (const url of [`http://localhost:${node.httpPort}/ca.crt`, `${node.origin}/ca.crt`]) {
        const { headers, text } = await ask(url);
        expect(headers['content-type']).toBe('application/x-x509-ca-cert');
        expect(new X509Certificate(text).fingerprint256).toBe(new X509Certificate(readFileSync(node.authority)).fingerprint256);
      }
      expect(await node.init()).toContain(new X509Certificate(readFileSync(node.authority)).fingerprint256);
    });

    it('serves nothing else that lies beside that certificate', async () => {
      for (const path of ['/front.key', '/ca.crt/../front.key', '/ca.crt/%2e%2e/front.key', '/ca.key']) {
        const { text } = await ask(`http://localhost:${node.httpPort}${path}`);
        expect(text).not.toContain('PRIVATE KEY');
      }
    });
  });

  describe('requests', () => {
    it('under another name get no further', async () => {
      const { status, text } = await ask(`https://127.0.0.1:${node.port}/health/live`, {
        servername: 'localhost',
        headers: { host: 'elsewhere.example' },
      });
      expect([status, text]).toEqual([421, `This server is known as ${node.origin}.`]);
    });

    it('that are too large are refused in the node’s own form', async () => {
      for (const bytes of [65_537, 69_999, 99_999, 1_000_000]) {
        const { status, headers, text } = await ask(`${node.origin}/v1/claim`, {
          method: 'POST',
          body: JSON.stringify('x'.repeat(bytes - 2)),
          headers: { 'content-type': 'application/json', 'content-length': bytes },
        });
        expect([bytes, status]).toEqual([bytes, 413]);
        expect(headers['content-type']).toContain('application/problem+json');
        expect(JSON.parse(text)).toMatchObject({ code: 'body_too_large', status: 413, next: expect.any(String) });
      }
    });

    it('get the page, with its policy', async () => {
      const { status, headers } = await ask(`${node.origin}/`, { headers: { accept: 'text/html' } });
      expect(status).toBe(200);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    });
  });

  it('lets a person claim the node and reflect, through all of its parts', async () => {
    const link = await claimLink();
    expect(link).toBeDefined();
    expect(await mirrorctl('claim', String(link), '--name', 'Ida', '--no-passphrase')).toMatchObject({ code: 0 });
    expect(await mirrorctl('reflect', 'I said yes again, and I was angry at how quick the yes was.')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\S/),
    });
    expect((await mirrorctl('history')).out).toContain('I said yes again');
  });

  it('is there again with all that was written, after everything was taken down', async () => {
    expect(await node.down()).toBeLessThan(30_000);
    await node.up();
    const [, session = ''] = / · (\S+)\n/.exec((await mirrorctl('history')).out.replace(/· \d+ turns? /, '')) ?? [];
    expect((await mirrorctl('history', session)).out).toContain('I said yes again');
    expect(await claimLink()).toBeUndefined();
  });

  it('says in its own form that nobody is behind it, and goes on once somebody is', async () => {
    await node.compose('stop', 'gateway');
    const { status, text } = await ask(`${node.origin}/health/live`);
    expect([status, JSON.parse(text)]).toEqual([503, expect.objectContaining({ code: 'bus_unavailable' })]);
    await node.compose('start', 'gateway');
    // The front waits for a gateway for some seconds by itself.
    expect(await ask(`${node.origin}/health/live`)).toMatchObject({ status: 200 });
  });

  it('writes no address, no query and no header to its log', async () => {
    await node.compose('stop', 'gateway');
    await ask(`${node.origin}/v1/turns?words=seldom-seen`, { headers: { authorization: 'DPoP never-written' } });
    expect(await node.logs('caddy')).not.toMatch(/seldom-seen|never-written|remote_ip/);
  });
});

onlyContainers('the compose file', () => {
  it('without compose-init says what to run first', async () => {
    const environment = { MIRROR_ORIGIN: '', MIRROR_NAME: '', MIRROR_TLS: '' };
    const { composeCommand, root } = await import('./engine.js');
    const config = succeed([...(composeCommand ?? []), '-f', `${root}docker-compose.yml`, 'config'], environment);
    await expect(config).rejects.toThrow('scripts/compose-init --origin https://mirror.example.org');
  });

  it.each(['scale', 'dev', 'egress', 'model-pull'])('is read together with %s.yml', async (overlay) => {
    const node = await ComposeProject.prepare({
      overlays: [`deploy/compose/${overlay}.yml`],
      environment: { MIRROR_EGRESS_ALLOW: 'api.example.org:443', MIRROR_MODEL: 'llama3.2' },
    });
    await expect(node.compose('config')).resolves.toContain('services:');
    await node.remove();
  });
});
