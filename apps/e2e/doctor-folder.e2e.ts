import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { originRefusal } from '#libs/platform/config/index.js';
import { issueServerCertificate, makeAuthority, parseHost } from '#libs/platform/tls/index.js';
import { anyFolder, anyPort } from './running-node.js';
import { Terminal } from './terminal.js';

type Finding = { check: string; state: string; says: string; next?: string };

const main = new URL('../../dist/apps/node/main.js', import.meta.url).pathname;
const DAY = 86_400_000;
const host = parseHost('localhost');
/** No engine is to be found: what containers say has a suite of its own. */
const environment = { PATH: '/nowhere' };

/** Something that listens where the front would, and answers as `answers` says. */
const listen = async (port: number, certified: { certificate: string; key: string }, answers: Record<string, unknown>): Promise<Server> => {
  const server = createServer({ cert: certified.certificate, key: certified.key }, (request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  server.listen(port, 'localhost');
  await once(server, 'listening');
  return server;
};

describe('mirrorctl doctor, at a compose folder', () => {
  const terminal = new Terminal();
  const made = anyFolder();
  let folder: string;
  let port: number;
  let server: Server | undefined;

  beforeAll(async () => {
    port = await anyPort();
    await promisify(execFile)(process.execPath, [main, 'init', '--folder', made, '--origin', `https://localhost:${port}`]);
    writeFileSync(join(made, 'docker-compose.yml'), 'services: {}\n');
  });
  beforeEach(() => {
    folder = anyFolder();
    cpSync(made, folder, { recursive: true });
    // A copy has the modes of its maker's umask.
    chmodSync(join(folder, 'secrets'), 0o700);
  });
  afterEach(async () => {
    server?.close();
    if (server) await once(server, 'close');
    server = undefined;
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => {
    rmSync(made, { recursive: true, force: true });
    terminal.remove();
  });

  const secret = (name: string) => join(folder, 'secrets', name);
  const read = (name: string) => readFileSync(secret(name), 'utf8');
  const change = (path: string, text: string) => {
    chmodSync(path, 0o600);
    writeFileSync(path, text);
    chmodSync(path, 0o444);
  };
  const front = () => ({ certificate: read('front.crt'), key: read('front.key') });
  const node = { '/health/live': { done: true } };

  /** What the doctor finds; never one of the secrets that lie there. */
  const examine = async (...words: string[]): Promise<{ code: number | null; findings: Finding[] }> => {
    const secrets = readdirSync(join(made, 'secrets')).filter((name) => !/acl|directory|crt/.test(name));
    const { code, out, err, lines } = await terminal.runWith({ environment }, 'doctor', '--folder', folder, '--json', ...words);
    expect(err).toBe('');
    for (const name of secrets) {
      const text = readFileSync(join(made, 'secrets', name), 'utf8').trim();
      expect(out).not.toContain(JSON.stringify(text).slice(1, -1));
      for (const value of text.match(/[\w-]{43}/g) ?? []) expect(out).not.toContain(value);
    }
    return { code, findings: (lines[0]?.findings ?? []) as Finding[] };
  };
  /** What scripts/doctor finds at the engine: containers, with what each said. @returns its folder */
  const collected = (containers: readonly { service: string; status: string; log?: string }[]): string => {
    const reports = join(folder, 'reports');
    mkdirSync(reports);
    const state = (status: string) => (status.startsWith('Up') ? 'running' : 'exited');
    const lines = containers.map(({ service, status }) => [service, service, '1', state(status), status].join('\t'));
    writeFileSync(join(reports, 'containers'), `${lines.join('\n')}\n`);
    for (const { service, log } of containers) if (log !== undefined) writeFileSync(join(reports, `${service}.log`), log);
    return reports;
  };
  const of = (check: string, { findings }: { findings: Finding[] }) => findings.filter((finding) => finding.check === check);

  it('finds folder, secrets, name, way in and certificate in order', async () => {
    server = await listen(port, front(), node);
    const found = await examine();
    expect(found.code).toBe(0);
    expect(found.findings.filter(({ state }) => state !== 'ok')).toMatchObject([
      { check: 'containers', state: 'look', says: expect.stringContaining('Docker') },
    ]);
    expect(of('certificate', found)).toMatchObject([
      { state: 'ok', says: expect.stringContaining("the node's own authority") },
      { state: 'ok', says: expect.stringMatching(/Its SHA-256 is ([0-9A-F]{2}:){31}[0-9A-F]{2}\.$/) },
    ]);
  });

  it('says that nothing was set up yet', async () => {
    for (const name of ['.env', 'secrets']) rmSync(join(folder, name), { recursive: true, force: true });
    const found = await examine();
    expect(found.code).toBe(12);
    for (const check of ['folder', 'secrets'])
      expect(of(check, found)).toMatchObject([
        { state: 'wrong', says: expect.stringContaining('not set up yet'), next: expect.stringContaining('scripts/compose-init') },
      ]);
  });

  it.each([
    ['no origin', '', /does not say under which address/],
    ['no address as its origin', 'MIRROR_ORIGIN=mirror\nMIRROR_NAME=mirror\n', /is not an address/],
    ['plain http', 'MIRROR_ORIGIN=http://mirror.example.org\nMIRROR_NAME=mirror.example.org\n', /https:\/\/ alone/],
    ['another name', 'MIRROR_ORIGIN=https://localhost:1\nMIRROR_NAME=mirror.example.org\n', /MIRROR_NAME=localhost/],
  ])('finds %s in .env', async (_what, text, says) => {
    chmodSync(join(folder, '.env'), 0o644);
    writeFileSync(join(folder, '.env'), text);
    const [finding] = of('folder', await examine());
    expect(finding?.state).toBe('wrong');
    expect(`${finding?.says} ${finding?.next}`).toMatch(says);
  });

  it('finds a folder that others can look into, a secret that is gone and one that the containers can’t read', async () => {
    chmodSync(join(folder, 'secrets'), 0o755);
    rmSync(secret('redis-gate'));
    chmodSync(secret('bus-vault'), 0o400);
    const found = await examine();
    expect(found.code).toBe(12);
    expect(of('secrets', found).map(({ says }) => says)).toEqual([
      expect.stringContaining('its mode is 755'),
      expect.stringContaining('redis-gate is missing, so gate does not start'),
      expect.stringContaining("can't read bus-vault"),
    ]);
  });

  it('finds secrets that were swapped, and ones of another node', async () => {
    const bus = read('bus-gate');
    change(secret('bus-gate'), read('bus-vault'));
    change(secret('bus-vault'), bus);
    change(secret('redis-gateway'), read('redis-gate'));
    const says = of('secrets', await examine()).map((finding) => finding.says);
    expect(says).toEqual([
      expect.stringContaining('bus-gate is the secret of the role vault, not of gate'),
      expect.stringContaining('bus-vault is the secret of the role gate, not of vault'),
      expect.stringContaining('Redis will not let in gateway'),
    ]);
  });

  it('finds a folder where Docker made one in place of a secret', async () => {
    rmSync(secret('database-gate'));
    mkdirSync(secret('database-gate'), { mode: 0o755 });
    expect(of('secrets', await examine())).toMatchObject([{ state: 'wrong', says: expect.stringContaining('database-gate is a folder') }]);
  });

  it('finds a certificate that has ended, and one that soon will', async () => {
    const past = Date.now() - 400 * DAY;
    const authority = makeAuthority(host, past);
    const ended = issueServerCertificate(authority, host, past);
    change(secret('ca.crt'), authority.certificate);
    server = await listen(port, ended, node);
    const found = await examine();
    expect(found.code).toBe(12);
    expect(of('certificate', found)[0]).toMatchObject({
      state: 'wrong',
      says: expect.stringMatching(/^The certificate of localhost ended on .* Browsers and phones refuse the connection/),
      next: expect.stringContaining('scripts/compose-init'),
    });
    server.setSecureContext(asContext(issueServerCertificate(authority, host, Date.now() - 387 * DAY)));
    expect(of('certificate', await examine())[0]).toMatchObject({
      state: 'look',
      says: expect.stringContaining('should have been renewed'),
    });
  });

  it('finds a certificate of somebody else, and one for another name', async () => {
    const stranger = makeAuthority(host, Date.now());
    server = await listen(port, issueServerCertificate(stranger, host, Date.now()), node);
    expect(of('certificate', await examine())[0]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('signed by nobody that a device trusts'),
    });
    const elsewhere = parseHost('elsewhere.example.org');
    server.setSecureContext(asContext(issueServerCertificate(makeAuthority(elsewhere, Date.now()), elsewhere, Date.now())));
    expect(of('certificate', await examine())[0]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('was not made for localhost'),
    });
  });

  it('finds the files of a certificate that do not belong together', async () => {
    chmodSync(secret('front.key'), 0o600);
    change(secret('front.key'), issueServerCertificate(makeAuthority(host, Date.now()), host, Date.now()).key);
    expect(of('secrets', await examine())).toMatchObject([
      { state: 'wrong', says: expect.stringContaining('front.crt does not belong to front.key') },
    ]);
  });

  it('says first that a changed address was refused, and advises nothing that would cost devices their trust', async () => {
    const env = readFileSync(join(folder, '.env'), 'utf8');
    const known = `https://localhost:${port}`;
    chmodSync(join(folder, '.env'), 0o644);
    writeFileSync(join(folder, '.env'), env.replaceAll('localhost', '127.0.0.1'));
    const migrate = { service: 'migrate', status: 'Exited (4) 1 minute ago' };
    const log = `The database is there.\n${originRefusal({ known, told: `https://127.0.0.1:${port}` })}\n`;
    server = await listen(port, front(), node);
    const found = await examine(
      '--reports',
      collected([
        { ...migrate, log },
        { service: 'gateway', status: 'Up 2 hours' },
      ]),
    );
    expect(found.findings[0]).toMatchObject({
      check: 'folder',
      state: 'wrong',
      next: expect.stringContaining(`Set MIRROR_ORIGIN back to ${known} there, and MIRROR_NAME to localhost;`),
    });
    for (const check of ['secrets', 'name', 'reach', 'certificate'])
      expect([check, of(check, found).map(({ state }) => state)]).toEqual([check, expect.not.arrayContaining(['wrong', 'look'])]);
    expect(of('containers', found)[0]?.says).toContain('What runs goes on as it was set up before');
    // Set back, and not started again yet: nothing is left to say of the address.
    writeFileSync(join(folder, '.env'), env);
    expect(of('folder', await examine('--reports', join(folder, 'reports')))).toMatchObject([{ state: 'ok' }]);
  });

  it('finds a node of another version, and one whose part does not answer', async () => {
    const engine = { engine: 'local' };
    server = await listen(port, front(), {
      ...node,
      '/health': { status: 'degraded', version: '0.9.1', judge_model: null, engine },
      '/health/ready': { ready: false, parts: [{ part: 'vault', ready: false, detail: 'It does not answer.' }] },
    });
    const found = await examine();
    expect(of('versions', found)[0]).toMatchObject({
      state: 'look',
      says: expect.stringMatching(/0\.1\.0 \(mirrorctl\) and 0\.9\.1 \(the node\)/),
    });
    expect(of('parts', found)).toContainEqual(
      expect.objectContaining({
        state: 'wrong',
        says: expect.stringContaining('Nobody can unlock their words or write.'),
        next: expect.stringContaining('docker compose logs --tail 50 vault'),
      }),
    );
  });

  it('finds another program in the node’s place, and nothing at all', async () => {
    server = await listen(port, front(), { '/health/live': { hello: 'there' } });
    expect(of('reach', await examine())[0]).toMatchObject({ state: 'wrong', says: expect.stringContaining('is not this node') });
    server.close();
    await once(server, 'close');
    server = undefined;
    expect(of('reach', await examine())[0]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('(nothing listens there)'),
      next: 'docker compose up -d',
    });
  });
});

const asContext = ({ certificate, key }: { certificate: string; key: string }) => ({ cert: certificate, key });
