import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Role } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/index.js';
import { main, RoleProcess } from './split/role-process.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';
import { Terminal } from './terminal.js';

type Finding = { check: string; state: string; says: string; next?: string };
type Examined = { code: number | null; findings: Finding[] };

const troubles = ({ findings }: Examined) => findings.filter(({ state }) => state !== 'ok').map(({ check, state }) => `${check} ${state}`);
const of = (check: string, { findings }: Examined) => findings.filter((finding) => finding.check === check);

/**
 * Stands where Docker is called, and passes on what is asked of a container to the process that would be in it: what the
 * doctor reads is what the real process says, and what its real log holds. @param starting is listed as running: a
 * container that ends again and again mostly is
 */
const engineBefore = (node: SplitNode, starting?: Role): string => {
  const folder = join(node.folder, 'bin');
  mkdirSync(folder, { recursive: true });
  const backends = ['postgres', 'valkey', 'caddy', 'ollama'].map((name) => `${name}\t${name}\t1\trunning\tUp`);
  const roles = node.replicas.map(({ name, role, process: { running } }) =>
    [
      name,
      role,
      node.of(role).findIndex((each) => each.name === name) + 1,
      running || role === starting ? 'running' : 'exited',
      running ? 'Up' : 'Exited (1)',
    ].join('\t'),
  );
  const ports = node.replicas.map(({ name, place }) => `${name}) port=${place.operatorPort} ;;`).join(' ');
  const script = `#!/bin/sh
case "$1" in
  ps) cat ${join(folder, 'containers')} ;;
  exec) case "$2" in postgres) exec df -Pk / ;; ${ports} esac; MIRROR_METRICS_PORT=$port exec ${process.execPath} ${main} health --report ;;
  logs) for last; do :; done; cat ${join(node.folder, 'log')}/"$last".*.log ;;
  *) exit 1 ;;
esac
`;
  writeFileSync(join(folder, 'containers'), `${[...backends, ...roles].join('\n')}\n`);
  writeFileSync(join(folder, 'docker'), script);
  chmodSync(join(folder, 'docker'), 0o755);
  return `${folder}:/bin:/usr/bin`;
};

onlySplit('mirrorctl doctor, at a node of several processes', () => {
  const terminal = new Terminal();
  let node: SplitNode;

  beforeAll(async () => {
    node = await SplitNode.start({ replicas: { vault: 2 } });
    writeFileSync(join(node.folder, 'docker-compose.yml'), 'services: {}\n');
  });
  afterAll(async () => {
    await node.remove();
    terminal.remove();
  });

  const examined = async (words: string[], environment: Record<string, string>): Promise<Examined> => {
    const { code, err, lines } = await terminal.runWith({ environment }, 'doctor', ...words, '--json');
    expect(err).toBe('');
    return { code, findings: (lines[0]?.findings ?? []) as Finding[] };
  };
  /** As on the host, in the folder of the compose file. */
  const outside = (starting?: Role) => examined(['--folder', node.folder], { PATH: engineBefore(node, starting) });
  /** As in the container of a role. */
  const inside = (role: Role) =>
    examined([], {
      ROLES: role,
      MIRROR_ORIGIN: node.origin,
      MIRROR_SECRETS: node.secretsFor([role]),
      MIRROR_REDIS_URL: `redis://127.0.0.1:${node.backends.redis.port}`,
      MIRROR_METRICS_PORT: String(node.the(role).place.operatorPort),
    });

  it('finds nothing wrong from the host, and tells of every process', async () => {
    const found = await outside();
    expect(troubles(found)).toEqual([]);
    expect(found.code).toBe(0);
    expect(of('parts', found).map(({ says }) => says)).toEqual([
      'Processes that know each other: 1 gateway, 1 gate, 2 vault, 1 reflection.',
      'Ready: gateway, gate, vault 1, vault 2, reflection.',
    ]);
    expect(of('versions', found)[0]?.says).toMatch(
      /mirrorctl, gateway, gate, 2 × vault, reflection.*PostgreSQL is 18.*(Redis|Valkey) is \d/,
    );
    expect(of('redis', found)).toMatchObject([{ says: expect.stringContaining('keeps nothing on a disk and drops nothing') }]);
  });

  it.each(Role.options)('finds nothing wrong from inside %s, and says what it can’t see there', async (role) => {
    const found = await inside(role);
    expect(troubles(found)).toEqual(['reach look']);
    expect(found.code).toBe(0);
    expect(of('secrets', found)).toMatchObject([{ state: 'ok' }]);
  });

  it('finds a Redis that was told to drop what it holds', async () => {
    const { administrator } = node.backends.redis;
    await administrator.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const found = await outside();
    await administrator.config('SET', 'maxmemory-policy', 'noeviction');
    expect(of('redis', found)).toMatchObject([{ state: 'wrong', next: expect.stringContaining('noeviction') }]);
    expect(found.code).toBe(12);
  });

  it('finds a role that died, and what its absence means', async () => {
    await node.the('gate').kill();
    await eventually(async () => {
      const found = await outside();
      expect(found.code).toBe(12);
      expect(found.findings.filter(({ state }) => state === 'wrong')).toEqual([
        {
          check: 'containers',
          state: 'wrong',
          says: expect.stringMatching(/^gate does not run \(Exited \(1\)\)\. No words are taken and no reply is let out\./),
          next: expect.stringContaining('docker compose'),
        },
      ]);
      const seen = of('parts', await inside('gateway'));
      expect(seen.map(({ says }) => says)).toEqual([
        'No process of gate is there, as the others see it. No words are taken and no reply is let out.',
      ]);
    }, 20_000);
  });

  it('repeats the sentence with which a role refused to start', async () => {
    const log = join(node.folder, 'log', `${node.the('gate').name}.9.log`);
    const environment = {
      ROLES: 'gate',
      MIRROR_ORIGIN: node.origin,
      MIRROR_SECRETS: join(node.folder, 'nowhere'),
      MIRROR_DATABASE_URL: `postgres://127.0.0.1:${node.backends.databasePort}/mirrorstead`,
      MIRROR_REDIS_URL: `redis://127.0.0.1:${node.backends.redis.port}`,
    };
    expect(await RoleProcess.spawn({ command: ['run'], environment, log }).exit()).not.toBe(0);
    const repeated = {
      state: 'wrong',
      says: expect.stringMatching(/ The last that it said: “The secret file .*nowhere\/.* is missing\. /),
    };
    expect(of('containers', await outside())).toMatchObject([repeated]);
    expect(of('parts', await outside('gate'))[0]).toMatchObject(repeated);
  });
});
