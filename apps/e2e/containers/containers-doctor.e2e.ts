import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '#libs/testing/eventually.js';
import { ModelServer } from '../model-server.js';
import { ComposeProject } from './compose-project.js';
import { run, succeed } from './engine.js';
import { onlyContainers } from './suite.js';

type Finding = { check: string; state: string; says: string; next?: string };
type Examined = { code: number; findings: Finding[] };

const examine = async (node: ComposeProject): Promise<Examined> => {
  const { code, out, err } = await node.doctor();
  expect(err).toBe('');
  return { code, findings: (JSON.parse(out) as { findings: Finding[] }).findings };
};
const wrongs = ({ findings }: Examined) => findings.filter(({ state }) => state === 'wrong');
/** Takes memory without end, after it had the system prefer all others of its container when it ends one for that. */
const GREEDY = `
const { readdirSync, writeFileSync } = require('node:fs');
for (const pid of readdirSync('/proc').map(Number)) if (pid > 0 && pid !== process.pid) writeFileSync('/proc/' + pid + '/oom_score_adj', '1000');
for (const taken = []; ; ) taken.push(Buffer.alloc(8_000_000, 1));
`;
const LITTLE = 'This process may have 64 MiB of memory, and needs at least';

onlyContainers('scripts/doctor, at the containers of a node', () => {
  let node: ComposeProject;
  let model: ModelServer;

  beforeAll(async () => {
    model = await ModelServer.start(() => ({ pieces: ['What was there first?'] }));
    node = await ComposeProject.prepare({ model: new URL(model.url) });
    await node.up();
  });
  afterAll(async () => {
    await node?.remove();
    await model.stop();
  });

  /** As it was found. */
  const well = () =>
    eventually(async () => {
      const { code, findings } = await examine(node);
      expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
      expect(code).toBe(0);
    }, 90_000);
  const limit = async (memory: string) => {
    const { Id } = await node.container('gate');
    await succeed(['docker', 'update', '--memory', memory, '--memory-swap', memory, Id]);
    return Id;
  };

  it('finds nothing wrong with one that is well, and looks at all of it', async () => {
    await well();
    const { findings } = await examine(node);
    const checks = new Set(findings.map(({ check }) => check));
    for (const check of ['secrets', 'reach', 'certificate', 'clock', 'containers', 'parts', 'versions', 'redis', 'events', 'model'])
      expect([...checks]).toContain(check);
    expect(findings.map(({ says }) => says)).toContain('Ready: gateway, gate, vault, reflection.');
  });

  it('names a container that is stopped, and what that means for people', async () => {
    await node.compose('stop', 'valkey');
    const found = await examine(node);
    expect(found.code).toBe(12);
    expect(wrongs(found)).toEqual([
      {
        check: 'containers',
        state: 'wrong',
        says: expect.stringMatching(/^valkey does not run \(Exited .* The parts of the node do not reach each other/),
        next: expect.stringContaining('docker compose up -d'),
      },
    ]);
    await node.compose('start', 'valkey');
    await well();
  });

  it('names a secret file that is gone, and one that the containers can’t read', async () => {
    const [gone, closed] = ['redis-gate', 'bus-vault'].map((name) => join(node.folder, 'secrets', name)) as [string, string];
    renameSync(gone, `${node.folder}/kept`);
    chmodSync(closed, 0o400);
    const found = await examine(node);
    expect(found.code).toBe(12);
    expect(wrongs(found).map(({ check, says }) => [check, says])).toEqual([
      ['secrets', expect.stringContaining('redis-gate is missing, so gate does not start')],
      ['secrets', expect.stringContaining("can't read bus-vault")],
    ]);
    renameSync(`${node.folder}/kept`, gone);
    chmodSync(closed, 0o444);
    await well();
  });

  it('names a container whose limit is too small to start in, in its own words', async () => {
    await node.compose('stop', 'gate');
    const id = await limit('64m');
    await succeed(['docker', 'start', id]);
    await eventually(async () => {
      const found = await examine(node);
      expect(found.code).toBe(12);
      expect(wrongs(found)).toContainEqual(
        expect.objectContaining({
          check: 'containers',
          says: expect.stringMatching(new RegExp(`^gate starts again and again\\. No words are taken .*“${LITTLE}`)),
        }),
      );
    }, 60_000);
    await node.compose('stop', 'gate');
    await limit('512m');
    await node.compose('start', 'gate');
    await well();
  });

  it('names a container that the system ended for want of memory, though it runs again', async () => {
    const id = await limit('256m');
    expect((await run(['docker', 'exec', id, 'node', '-e', GREEDY])).code).toBe(137);
    await eventually(async () => {
      const { code, findings } = await examine(node);
      expect(code).toBe(12);
      expect(findings.filter(({ state }) => state !== 'ok')).toEqual([
        {
          check: 'containers',
          state: 'wrong',
          says: expect.stringMatching(/^gate wanted more memory than it may have/),
          next: 'Raise MIRROR_ROLE_MEMORY in .env, then docker compose up -d.',
        },
      ]);
    }, 60_000);
  });
});

onlyContainers('a node with far too little memory', () => {
  it('does not start, and says how much it needs', async () => {
    const node = await ComposeProject.prepare({ environment: { MIRROR_ROLE_MEMORY: '64m' } });
    try {
      await expect(node.up()).rejects.toThrow(/migrate/);
      expect((await node.container('migrate')).State.ExitCode).toBe(9);
      expect(await node.logs('migrate')).toContain(LITTLE);
      const found = await examine(node);
      expect(found.code).toBe(12);
      expect(wrongs(found)).toContainEqual(expect.objectContaining({ says: expect.stringContaining(`The last that it said: “${LITTLE}`) }));
    } finally {
      await node.remove();
    }
  });
});
