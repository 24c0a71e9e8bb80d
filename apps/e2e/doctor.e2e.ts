import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '#libs/testing/index.js';
import { asAdministrator } from './database.js';
import { RunningNode } from './running-node.js';
import { onlyEmbedded } from './suites.js';
import { Terminal } from './terminal.js';

const main = new URL('../../dist/apps/node/main.js', import.meta.url).pathname;

type Finding = { check: string; state: string; says: string; next?: string };

/** A command of the server, beside the node that runs. */
const command = async (...words: string[]): Promise<string> => (await promisify(execFile)(process.execPath, [main, ...words])).stdout;

onlyEmbedded('mirrorctl doctor, at a node in one process', () => {
  const terminal = new Terminal();
  let node: RunningNode;

  beforeAll(async () => {
    node = await RunningNode.start();
    await terminal.run('claim', await node.claimLink(), '--name', 'Ida', '--no-passphrase');
    await terminal.run('reflect', 'The meeting went on and on, and I said nothing.');
  });
  afterAll(async () => {
    await node.remove();
    terminal.remove();
  });

  const secret = (name: string) => join(node.dataFolder, 'secrets', name);
  /** What the doctor finds, and that none of it is a secret. */
  const examine = async (): Promise<{ code: number | null; findings: Finding[] }> => {
    const secrets = ['root.key', 'database-admin', 'database-node'].flatMap((name) => {
      const text = readFileSync(existing(secret(name)), 'utf8').trim();
      return [text, text.split(/\s/)[1] ?? text];
    });
    const { code, out, err, lines } = await terminal.run('doctor', '--data', node.dataFolder, '--json');
    expect(err).toBe('');
    for (const text of secrets) expect(out).not.toContain(text);
    expect(out).not.toMatch(/meeting|Ida/);
    return { code, findings: (lines[0]?.findings ?? []) as Finding[] };
  };
  const existing = (path: string): string => (moved.has(path) ? `${path}.away` : path);
  const moved = new Set<string>();
  const troubles = (findings: readonly Finding[]) =>
    findings.filter(({ state }) => state !== 'ok').map(({ check, state }) => `${check} ${state}`);

  it('finds nothing wrong with a node that runs', async () => {
    const { code, findings } = await examine();
    expect(troubles(findings)).toEqual([]);
    expect(code).toBe(0);
    const told = new Set(findings.map(({ check }) => check));
    expect([...told]).toEqual(['folder', 'secrets', 'name', 'reach', 'clock', 'parts', 'versions', 'space', 'events', 'model']);
  });

  it('says it in lines for a person, each with what to do', async () => {
    chmodSync(join(node.dataFolder, 'secrets'), 0o755);
    const { code, out } = await terminal.run('doctor', '--data', node.dataFolder);
    chmodSync(join(node.dataFolder, 'secrets'), 0o700);
    expect(code).toBe(12);
    expect(out).toMatch(/^wrong {2}secrets {6}Other accounts .* can look into .*\n {20}→ chmod 700 .*secrets/m);
    expect(out).toMatch(/^1 thing is wrong, \d+ fine\. Begin at the top/m);
  });

  it('finds the node where nothing is named, as its account would start it', async () => {
    const { code, out } = await terminal.runWith({ environment: { MIRROR_DATA: node.dataFolder } }, 'doctor');
    expect(out).toContain(`looks at the node in ${node.dataFolder}`);
    expect(code).toBe(0);
  });

  it('sees from elsewhere what anybody may', async () => {
    const { code, lines } = await terminal.run('doctor', '--url', node.origin, '--json');
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ sound: true, place: 'remote', origin: node.origin });
  });

  it('names an event that was given up by its id, and the command that has it tried again', async () => {
    const event = await asAdministrator(node, async (client) => {
      const { rows } = await client.query(
        `with one as (select id from bus.outbox where name = 'turn-settled' limit 1), handled as (delete from bus.handled using one where event = one.id)
         insert into bus.delivery (event, subscriber, role, attempts, parked_at, error_code)
         select id, 'reflection.outline', 'reflection', 8, now() - interval '2 hours', 'vault_locked' from one
         on conflict (event, subscriber) do update set parked_at = excluded.parked_at, attempts = 8, error_code = 'vault_locked'
         returning event`,
      );
      return String(rows[0].event);
    });
    const { code, findings } = await examine();
    expect(code).toBe(0);
    const found = findings.find(({ check, state }) => check === 'events' && state === 'look');
    expect(found?.says).toContain(`The event ${event} (`);
    expect(found?.says).toContain('given up 2 hours ago, after 8 tries, for vault_locked. It is kept.');
    expect(found?.next).toContain(`events release ${event} --data ${node.dataFolder}`);
    expect(await command('events', 'parked', '--data', node.dataFolder)).toContain(event);
    expect(await command('events', 'release', event, '--data', node.dataFolder)).toMatch(/^Released: 1\./);
    await eventually(async () => expect(troubles((await examine()).findings)).toEqual([]));
    expect(await command('events', 'release', 'all', '--data', node.dataFolder)).toContain('Nothing waits');
  });

  afterEach(() => {
    for (const path of moved) renameSync(`${path}.away`, path);
    moved.clear();
  });

  it.each([
    ['root.key', /Do not make a new one/],
    ['database-node', /Put database-node back/],
  ])('misses %s', async (name, next) => {
    renameSync(secret(name), `${secret(name)}.away`);
    moved.add(secret(name));
    const { code, findings } = await examine();
    expect(code).toBe(12);
    expect(findings).toContainEqual({
      check: 'secrets',
      state: 'wrong',
      says: expect.stringContaining(`${name} is missing`),
      next: expect.stringMatching(next),
    });
  });

  it('knows a damaged root key, and one that others can read', async () => {
    const whole = readFileSync(secret('root.key'), 'utf8');
    writeFileSync(secret('root.key'), whole.replace(/checksum ./, 'checksum z'));
    chmodSync(secret('root.key'), 0o640);
    const { code, findings } = await examine();
    writeFileSync(secret('root.key'), whole);
    chmodSync(secret('root.key'), 0o600);
    expect(code).toBe(12);
    const says = findings.filter(({ check }) => check === 'secrets').map((finding) => finding.says);
    expect(says).toEqual([expect.stringContaining('can read root.key'), expect.stringContaining('root.key is damaged')]);
  });

  it('finds a node that was stopped, and one that was killed', async () => {
    await node.kill();
    for (const how of ['killed', 'stopped']) {
      const { code, findings } = await examine();
      expect([how, code, troubles(findings)]).toEqual([how, 12, ['reach wrong', 'parts wrong']]);
      expect(findings.find(({ check }) => check === 'reach')?.next).toBe(`scripts/start --data ${node.dataFolder}`);
      if (how === 'stopped') break;
      node = await node.again();
      await node.stop();
    }
    rmSync(join(node.dataFolder, 'node.json'));
    expect(troubles((await examine()).findings)).toContain('folder wrong');
  });
});
