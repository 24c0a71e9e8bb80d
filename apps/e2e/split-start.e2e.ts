import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Role } from '#libs/contracts/index.js';
import { main, RoleProcess } from './split/role-process.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';

type Mistake = {
  environment?: Record<string, string | undefined>;
  /** Made in a copy of the role's secrets. */
  secrets?: (folder: string) => void;
  command?: string[];
  /** Another build. */
  program?: string;
};
type End = { code: number | null; sentence: string };

onlySplit('a process of a split node that can not start', () => {
  let node: SplitNode;
  let other: SplitNode;
  let folder: string;
  let count = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mirrorstead-mistakes-'));
    [node, other] = await Promise.all([SplitNode.prepare(), SplitNode.prepare()]);
    await node.migrate();
  });
  afterAll(async () => {
    await Promise.all([node?.remove(), other?.remove()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const settings = (): Record<string, string> => ({
    MIRROR_ORIGIN: node.origin,
    MIRROR_DATABASE_URL: `postgres://127.0.0.1:${node.backends.databasePort}/mirrorstead`,
    MIRROR_REDIS_URL: `redis://127.0.0.1:${node.backends.redis.port}`,
    MIRROR_METRICS_PORT: '0',
    MIRROR_PORT: '0',
    MIRROR_PATIENCE_SECONDS: '2',
  });
  const own = (name: string) => join(folder, `${name}-${count++}`);
  /** Starts the built process, and gives how it ended: with a sentence, and never with a trace. */
  const start = async (roles: readonly (Role | 'migrate')[], mistake: Mistake = {}): Promise<End> => {
    const secrets = own('secrets');
    cpSync(node.secretsFor(roles), secrets, { recursive: true, dereference: true });
    mistake.secrets?.(secrets);
    const said = { ...settings(), ROLES: roles.join(), MIRROR_SECRETS: secrets, ...mistake.environment };
    const environment = Object.fromEntries(Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined));
    const { command = ['run'], program } = mistake;
    // A build elsewhere is one of links into this one.
    const other = program ? { program, nodeOptions: ['--preserve-symlinks', '--preserve-symlinks-main'] } : {};
    const process = RoleProcess.spawn({ command, environment, ...other, log: own('log') });
    const code = await process.exit();
    expect(process.told).not.toMatch(/\n\s+at /);
    return { code, sentence: process.told.trim().split('\n').at(-1) ?? '' };
  };
  const put = (name: string, content: string) => (secrets: string) => {
    rmSync(join(secrets, name), { recursive: true, force: true });
    writeFileSync(join(secrets, name), content);
  };
  const without = (name: string) => (secrets: string) => rmSync(join(secrets, name));
  const theirs = (name: string) => readFileSync(join(other.backends.secrets, name), 'utf8');
  const asAdministrator = async (sql: string) => {
    const client = new pg.Client(node.administrator);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  const ends = (code: number, sentence: RegExp) => ({ code, sentence: expect.stringMatching(sentence) });

  it('because of a root key that is missing, also before there is data', async () => {
    expect(await start(['vault'], { secrets: without('root.key') })).toEqual(
      ends(5, /root\.key is missing\. Let scripts\/compose-init make it/),
    );
  });

  describe('because of what it was told', () => {
    it.each<[string, Mistake, RegExp]>([
      ['no role', { environment: { ROLES: 'gateway,librarian' } }, /^The setting ROLES can't be read/],
      ['no origin', { environment: { MIRROR_ORIGIN: undefined } }, /^The setting MIRROR_ORIGIN is missing\. Set it/],
      [
        'plain http to elsewhere',
        { environment: { MIRROR_ORIGIN: 'http://node.example.org' } },
        /^The setting MIRROR_ORIGIN .*plain http is for this machine alone/,
      ],
      ['no Redis', { environment: { MIRROR_REDIS_URL: undefined } }, /^The setting MIRROR_REDIS_URL is missing/],
      [
        'a password in an address',
        { environment: { MIRROR_REDIS_URL: 'redis://:secret@127.0.0.1:6379' } },
        /^The setting MIRROR_REDIS_URL .*come from secret files(?!.*secret@)/,
      ],
      ['a word that is no command', { command: ['serve'] }, /^There is no command "serve"\. There are: start, run,/],
      ['words after the command', { command: ['run', 'gate'] }, /^"gate" means nothing here/],
    ])('%s', async (_, mistake, sentence) => {
      expect(await start(['gate'], mistake)).toEqual(ends(2, sentence));
    });

    it('a port that somebody has', async () => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const port = String((taken.address() as { port: number }).port);
      expect(await start(['vault'], { environment: { MIRROR_METRICS_PORT: port } })).toEqual(
        ends(3, /^The port \d+ for health and metrics is in use/),
      );
      taken.close();
    });
  });

  describe('because of a secret', () => {
    it.each(['database-gate', 'redis-gate', 'bus-gate', 'bus-directory'])('%s that is missing', async (name) => {
      const sentence = new RegExp(`^The secret file /.*/${name} is missing\\. .*scripts/compose-init`);
      expect(await start(['gate'], { secrets: without(name) })).toEqual(ends(5, sentence));
    });

    it('that is empty, or a folder, as Docker makes one where the file is missing', async () => {
      expect(await start(['gate'], { secrets: put('redis-gate', '\n') })).toEqual(ends(5, /redis-gate is empty/));
      const folderInstead = (secrets: string) => {
        rmSync(join(secrets, 'redis-gate'));
        mkdirSync(join(secrets, 'redis-gate'));
      };
      expect(await start(['gate'], { secrets: folderInstead })).toEqual(ends(5, /redis-gate is not a file/));
    });

    it('of another role, of another node, or that is none', async () => {
      const vaults = readFileSync(join(node.backends.secrets, 'bus-vault'), 'utf8');
      expect((await start(['gate'], { secrets: put('bus-gate', vaults) })).sentence).toMatch(
        /^The secret file bus-gate is the secret of the role vault/,
      );
      expect((await start(['gate'], { secrets: put('bus-gate', theirs('bus-gate')) })).sentence).toMatch(
        /^The secret file bus-gate does not belong/,
      );
      expect((await start(['gate'], { secrets: put('bus-gate', 'hello') })).sentence).toMatch(/^The secret file bus-gate is not JSON/);
    });
  });

  describe('because of the database', () => {
    it('that is not there', async () => {
      const environment = { MIRROR_DATABASE_URL: 'postgres://127.0.0.1:9/mirrorstead' };
      expect(await start(['gate'], { environment })).toEqual(
        ends(7, /^PostgreSQL at 127\.0\.0\.1:9 does not answer \(ECONNREFUSED\)\. Start it/),
      );
      expect(await start(['migrate'], { environment })).toEqual(ends(7, /^PostgreSQL at 127\.0\.0\.1:9 does not answer/));
    });

    it('that no migrate step has prepared', async () => {
      const environment = { MIRROR_DATABASE_URL: `postgres://127.0.0.1:${node.backends.databasePort}/elsewhere` };
      expect(await start(['gate'], { environment })).toEqual(ends(7, /has no database elsewhere\. The migrate step \(ROLES=migrate\)/));
    });

    it('whose passwords are others', async () => {
      expect(await start(['gate'], { secrets: put('database-gate', 'another') })).toEqual(
        ends(7, /does not let mirror_gate_login in with the password of the secret file database-gate\. The migrate step/),
      );
      expect(await start(['migrate'], { secrets: put('database-admin', 'another') })).toEqual(
        ends(7, /refuses postgres with the password of the secret file database-admin/),
      );
    });

    it('of a newer version', async () => {
      await asAdministrator(`insert into platform.migration (name, feature) values ('FromTheFuture1999999999999', 'reflection')`);
      for (const role of ['gate', 'migrate'] as const) {
        expect(await start([role])).toEqual(ends(6, /made by a newer version .*FromTheFuture1999999999999.*Nothing was changed\.$/));
      }
      await asAdministrator(`delete from platform.migration where name like 'FromTheFuture%'`);
    });

    it('of a node with another origin, once somebody has joined', async () => {
      const environment = { MIRROR_ORIGIN: 'https://elsewhere.example.org' };
      expect(await start(['gateway'], { environment })).toEqual(
        ends(4, new RegExp(`known as ${node.origin}.*MIRROR_ORIGIN says https://elsewhere`)),
      );
      await asAdministrator(`insert into access.member (id, name, role) values (uuidv7(), 'Ida', 'owner')`);
      for (const role of ['gateway', 'migrate'] as const) {
        expect(await start([role], { environment })).toEqual(ends(4, new RegExp(`Set MIRROR_ORIGIN back to ${node.origin}`)));
      }
    });
  });

  describe('because of the root key', () => {
    it('that is missing or another one, beside data', async () => {
      await node.the('vault').start();
      await node.the('vault').ready();
      await node.the('vault').stop();
      expect(await start(['vault'], { secrets: without('root.key') })).toEqual(
        ends(5, /root\.key is missing, and there is data that only it opens\. Put it back.*no new key was made\.$/),
      );
      expect(await start(['vault'], { secrets: put('root.key', theirs('root.key')) })).toEqual(
        ends(5, /root\.key is not the one that this data was sealed with/),
      );
      expect(await start(['vault'], { secrets: put('root.key', 'half') })).toEqual(ends(5, /root\.key is damaged/));
    });
  });

  describe('because of Redis', () => {
    const at = (port: number) => ({ MIRROR_REDIS_URL: `redis://127.0.0.1:${port}` });

    it('that is not there', async () => {
      expect(await start(['gate'], { environment: at(9) })).toEqual(
        ends(8, /^Redis at 127\.0\.0\.1:9 does not answer .*Start it, or mend MIRROR_REDIS_URL/),
      );
    });

    it('whose passwords are others', async () => {
      expect(await start(['gate'], { secrets: put('redis-gate', 'another') })).toEqual(
        ends(8, /refuses the role gate: .*secret file redis-gate/),
      );
    });

    it.each<[string, string[], string[], RegExp]>([
      [
        'that lets anybody in',
        ['acl', 'setuser', 'default', 'on', 'nopass', '~*', '+@all'],
        ['acl', 'setuser', 'default', 'reset'],
        /lets anybody in without a password\. Start it with the ACL file/,
      ],
      ['that writes to the disk', ['config', 'set', 'save', '3600 1'], ['config', 'set', 'save', ''], /writes to the disk.*--save ""/],
      [
        'that drops what it holds',
        ['config', 'set', 'maxmemory-policy', 'allkeys-lru'],
        ['config', 'set', 'maxmemory-policy', 'noeviction'],
        /drops what it holds .*noeviction/,
      ],
    ])('%s', async (_, wrong, right, sentence) => {
      const { administrator } = node.backends.redis;
      await administrator.call(...(wrong as [string]));
      const end = await start(['gate']).finally(() => administrator.call(...(right as [string])));
      expect(end).toEqual(ends(8, sentence));
    });

    it('that is another node’s', async () => {
      await node.the('vault').start();
      await node.the('vault').ready();
      const secrets = (to: string) => {
        for (const name of ['bus-gate', 'bus-directory']) put(name, theirs(name))(to);
      };
      expect(await start(['gate'], { secrets })).toEqual(ends(8, /^Another node uses this Redis/));
      await node.the('vault').stop();
    });
  });

  it('because nobody answers whom it asks', async () => {
    expect(await start(['gate'])).toEqual(ends(8, /^gate asks vault \(vault\.\w+\), and no process of vault answers/));
  });

  it('because a process of another version runs', async () => {
    const elsewhere = own('version');
    mkdirSync(elsewhere);
    const project = join(main, '../../../..');
    for (const name of ['dist', 'node_modules']) symlinkSync(join(project, name), join(elsewhere, name));
    const described = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    writeFileSync(join(elsewhere, 'package.json'), JSON.stringify({ ...described, version: '99.0.0' }));
    await node.the('vault').start();
    await node.the('vault').ready();
    expect(await start(['gate'], { program: join(elsewhere, 'dist/apps/node/main.js') })).toEqual(
      ends(8, /^This process is version 99\.0\.0, and a running \w+ is version/),
    );
    await node.the('vault').stop();
  });
});
