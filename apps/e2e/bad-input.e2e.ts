import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ErrorCode, Problem } from '#libs/contracts/index.js';
import { asAdministrator } from './database.js';
import { Person } from './person.js';
import { RunningNode } from './running-node.js';
import { startNode } from './start-node.js';
import { onlyEmbedded } from './suites.js';
import type { TestedNode } from './tested-node.js';

const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(ErrorCode.options).toContain(problem.code);
  expect(`${problem.title} ${problem.detail} ${problem.next}`).not.toMatch(/\bat .*\.[jt]s:\d+|Error:/);
  return problem;
};

describe('bad input over HTTP', () => {
  let node: TestedNode;
  beforeAll(async () => {
    node = await startNode();
  }, 60_000);
  afterAll(() => node.remove());

  const post = (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${node.origin}${path}`, { method: 'POST', body, headers });

  it.each([
    ['JSON that is none', '{"invitation":', 'invalid_json', 400],
    ['no JSON object', '"text"', 'invalid_request', 400],
    ['an unknown field', '{"invitation":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","more":1}', 'invalid_request', 400],
    ['a field of another type', '{"invitation":1}', 'invalid_request', 400],
    ['a body over the limit', JSON.stringify({ invitation: 'x'.repeat(100_000) }), 'body_too_large', 413],
  ])('answers %s with its own code', async (_, body, code, status) => {
    const response = await post('/v1/invitations/look', body);
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
  });

  it('names the unknown field, and nothing of its value', async () => {
    const problem = await problemOf(await post('/v1/invitations/look', '{"surprise":"a secret value"}'));
    expect(problem.detail).not.toContain('a secret value');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'does not read %s',
    async (type) => {
      expect((await problemOf(await post('/v1/invitations/look', '{}', { 'content-type': type }))).code).toBe('unsupported_media_type');
    },
  );

  it('answers what is not there as what is not yours', async () => {
    expect((await problemOf(await fetch(`${node.origin}/v1/nothing`))).code).toBe('not_found');
    expect((await problemOf(await post('/v1/invitations/look', `{"invitation":"${'A'.repeat(43)}"}`))).code).toBe('not_found');
  });

  it.each(['/%', '/v1/%zz'])('answers an address that is none (%s) without saying it back', async (path) => {
    const problem = await problemOf(await fetch(`${node.origin}${path}`));
    expect(problem).toMatchObject({ code: 'invalid_request', detail: expect.not.stringContaining('%') });
  });

  it('lets nobody in without token and proof', async () => {
    for (const path of ['/v1/me', '/v1/devices', '/v1/sessions', '/v1/people', '/v1/unlock', '/v1/engine']) {
      const response = await fetch(`${node.origin}${path}`);
      expect(response.status).toBe(401);
      expect((await problemOf(response)).code).toMatch(/token_missing|proof_missing/);
    }
  });

  it('refuses a page from elsewhere, and a name that was pointed here', async () => {
    const foreign = await post('/v1/invitations/look', '{}', { 'content-type': 'application/json', origin: 'http://evil.example' });
    expect((await problemOf(foreign)).code).toBe('origin_refused');
    const rebound = await fetch(`http://127.0.0.1:${node.port}/v1/node`);
    expect((await problemOf(rebound)).code).toBe('origin_refused');
  });

  it('serves the page with a strict policy, and its assets alone', async () => {
    const page = await fetch(node.origin, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self' 'wasm-unsafe-eval'/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const deep = await fetch(`${node.origin}/history`, { headers: { accept: 'text/html' } });
    expect(await deep.text()).toBe(await page.text());
    for (const path of ['/assets/../../package.json', '/..%2f..%2fpackage.json', '/assets/nothing.js']) {
      expect((await fetch(`${node.origin}${path}`)).status).toBe(404);
    }
  });

  it('uses a claim link once', async () => {
    const link = await node.claimLink();
    const owner = await Person.join(link, 'Owner');
    await expect(Person.join(link, 'Another')).rejects.toMatchObject({ code: expect.stringMatching(/claim_used|claim_closed/) });
    const { link: late } = await owner.client.invite('Late');
    await asAdministrator(node, (client) =>
      client.query(`update access.invitation set expires_at = now() - interval '1 second' where used_at is null`),
    );
    await expect(Person.join(late, 'Late')).rejects.toMatchObject({ code: 'claim_expired' });
  });
});

onlyEmbedded('a start that can not be', () => {
  let node: RunningNode;
  beforeAll(async () => {
    node = await RunningNode.start();
  }, 60_000);
  afterAll(() => node.remove());

  /** Ends with one sentence or two and its exit code, and leaves what is there. */
  const refused = async (options: { port?: number; dataFolder?: string; environment?: Record<string, string> }) => {
    const other = await RunningNode.spawn(options);
    const code = await other.exit();
    expect(other.errors).not.toMatch(/\n\s+at |Error:/);
    expect(code).not.toBe(0);
    return { code, sentence: other.errors.trim().split('\n').at(-1) ?? '' };
  };

  it('is a second node on the same folder', async () => {
    const { sentence } = await refused({ dataFolder: node.dataFolder, port: node.port });
    expect(sentence).toMatch(/in use|Another node/);
    expect((await fetch(`${node.origin}/health/live`)).status).toBe(200);
  });

  it('is a port in use', async () => {
    const { code, sentence } = await refused({ port: node.port });
    expect({ code, sentence }).toEqual({ code: 3, sentence: expect.stringContaining(`Port ${node.port} is in use`) });
  });

  it('is another port on existing data', async () => {
    expect(await node.stop()).toBe(0);
    const { code, sentence } = await refused({ dataFolder: node.dataFolder });
    expect({ code, sentence }).toEqual({ code: 3, sentence: expect.stringContaining(`Start it with --port ${node.port}`) });
  });

  it('is a folder from a newer version, by its own word or by its tables', async () => {
    const file = join(node.dataFolder, 'node.json');
    const known = { format: 1, origin: node.origin, version: '0.1.0' };
    writeFileSync(file, JSON.stringify({ ...known, version: '99.0.0' }));
    expect(await refused({ dataFolder: node.dataFolder, port: node.port })).toEqual({
      code: 6,
      sentence: expect.stringContaining('99.0.0'),
    });
    writeFileSync(file, JSON.stringify(known));
    node = await node.again();
    await asAdministrator(node, (client) =>
      client.query(`insert into platform.migration (name, feature) values ('FromTheFuture1999999999999', 'reflection')`),
    );
    await node.stop();
    const { sentence } = await refused({ dataFolder: node.dataFolder, port: node.port });
    expect(sentence).toMatch(/newer/);
  });

  it('is a folder whose key is missing', async () => {
    rmSync(join(node.dataFolder, 'secrets', 'root.key'));
    const { code, sentence } = await refused({ dataFolder: node.dataFolder, port: node.port });
    expect({ code, sentence }).toEqual({ code: 5, sentence: expect.stringContaining('root.key') });
  });
});
