import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Role } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/index.js';
import { Person } from './person.js';
import { anyPort } from './running-node.js';
import type { Replica } from './split/replica.js';
import { main, RoleProcess } from './split/role-process.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';

type Parts = Record<string, boolean>;

/** What a process says of its parts at its operator's port. */
const partsOf = async (operatorUrl: string): Promise<{ status: number; parts: Parts }> => {
  const response = await fetch(`${operatorUrl}/health/ready`);
  const { parts } = (await response.json()) as { parts: { part: string; ready: boolean }[] };
  return { status: response.status, parts: Object.fromEntries(parts.map(({ part, ready }) => [part, ready])) };
};

/** The ports that a process listens on (proc(5), `net/tcp`; state 0A is LISTEN). */
const listening = (pid: number): number[] => {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1]));
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && own.has(inode))
      .map(([, local]) => Number.parseInt(local?.split(':')[1] ?? '', 16)),
  );
};
const linkOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
};

onlySplit('the processes of a split node', () => {
  let node: SplitNode;
  beforeAll(async () => {
    node = await SplitNode.start();
  });
  afterAll(() => node?.remove());

  const becomes = (replica: Replica, status: number, parts: Parts) =>
    eventually(async () => expect(await partsOf(replica.operatorUrl)).toMatchObject({ status, parts }), 60_000);

  it('are ready with their database, Redis and the roles that they ask', async () => {
    const needed: Record<Role, string[]> = {
      gateway: ['vault', 'gate', 'engine'],
      gate: ['vault'],
      vault: [],
      reflection: ['vault', 'gate'],
    };
    for (const role of Role.options) {
      const { status, parts } = await partsOf(node.the(role).operatorUrl);
      expect(status).toBe(200);
      expect(Object.keys(parts)).toEqual(expect.arrayContaining(['database', 'redis', 'events', ...needed[role]]));
      expect(Object.keys(parts)).not.toContain('disk');
    }
  });

  it('listen to clients in the gateway, and elsewhere to the operator alone', () => {
    for (const { role, place, process } of node.replicas) {
      const expected = role === 'gateway' ? [node.port, place.operatorPort] : [place.operatorPort];
      expect(listening(process.pid).sort()).toEqual(expected.sort());
    }
  });

  it('say by the command health what a container’s engine asks', async () => {
    const ask = (replica: Replica) => {
      const env = { PATH: process.env.PATH ?? '', MIRROR_METRICS_PORT: String(replica.place.operatorPort), MIRROR_METRICS_HOST: '0.0.0.0' };
      return promisify(execFile)(process.execPath, [main, 'health'], { env }).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
    };
    expect(await ask(node.the('gate'))).toBe(0);
    await node.the('vault').stop();
    await becomes(node.the('gate'), 503, { vault: false });
    expect(await ask(node.the('gate'))).toBe(1);
    expect(await ask(node.the('vault'))).toBe(1);
  });

  it('live on while another is away, say which, and are ready again when it is back', async () => {
    for (const role of ['gateway', 'gate', 'reflection'] as const) {
      await becomes(node.the(role), 503, { vault: false, database: true, redis: true });
      expect((await fetch(`${node.the(role).operatorUrl}/health/live`)).status).toBe(200);
    }
    node.the('vault').start();
    for (const role of Role.options) await becomes(node.the(role), 200, {});
  });

  it('live on while Redis is away', async () => {
    await node.backends.redis.kill();
    for (const role of Role.options) {
      await becomes(node.the(role), 503, { redis: false, database: true });
      expect((await fetch(`${node.the(role).operatorUrl}/health/live`)).status).toBe(200);
    }
    await node.backends.redis.begin();
    for (const role of Role.options) await becomes(node.the(role), 200, {});
  });
});

onlySplit('one process with all roles of a split node', () => {
  let node: SplitNode;
  let whole: RoleProcess;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mirrorstead-whole-'));
    node = await SplitNode.prepare();
    await node.migrate();
  });
  afterAll(async () => {
    await whole?.kill();
    await node?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves a member, with a login and a key of its own for each role', async () => {
    const operatorPort = await anyPort();
    const environment = {
      MIRROR_ORIGIN: node.origin,
      MIRROR_PORT: String(node.port),
      MIRROR_METRICS_PORT: String(operatorPort),
      MIRROR_SECRETS: node.secretsFor(Role.options),
      MIRROR_DATABASE_URL: `postgres://127.0.0.1:${node.backends.databasePort}/mirrorstead`,
      MIRROR_REDIS_URL: `redis://127.0.0.1:${node.backends.redis.port}`,
      MIRROR_OLLAMA_URL: 'http://127.0.0.1:9',
    };
    // Without a command and without ROLES: the environment speaks of a Redis.
    whole = RoleProcess.spawn({ command: [], environment, log: join(folder, 'whole.log') });
    await eventually(async () => expect((await partsOf(`http://127.0.0.1:${operatorPort}`)).status).toBe(200), 60_000);
    const owner = await Person.owner(node);
    const { events } = await owner.reflect('I wonder what it was for.');
    expect(events.at(-1)).toMatchObject({ type: 'settled', outcome: 'answered' });
    expect(await whole.stop()).toBe(0);
  });
});
