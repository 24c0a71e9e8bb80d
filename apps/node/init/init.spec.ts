import { appendFile, chmod, link, mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Role } from '#libs/contracts/index.js';
import { readBusKeys } from '#libs/platform/bus/redis/bus-keys.js';
import { parseHost, troubleWith } from '#libs/platform/tls/index.js';
import { temporaryFolder } from '#libs/testing/temporary-folder.js';
import { parseRootKey } from '#libs/vault/domain/root-key.js';
import { init } from './init.js';

const DAY = 86_400_000;
const now = Date.now();
const origin = 'https://mirror.clinic.lan';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true }));

const secret = (name: string) => join(folder, 'secrets', name);
const read = (name: string) => readFile(secret(name), 'utf8');
const remove = (...names: string[]) => Promise.all(names.map((name) => unlink(name === '.env' ? join(folder, name) : secret(name))));
const perRole = (what: string) => Role.options.map((role) => `${what}-${role}`);

/** Runs it as an administrator does. @returns the lines that it said */
const run = async (args: string[] = ['--origin', origin], at = now, environment = {}): Promise<string[]> => {
  const lines: string[] = [];
  await init(['--folder', folder, ...args], environment, at, (line) => lines.push(line));
  return lines;
};
const everything = async (): Promise<Record<string, string>> => {
  const names = await readdir(join(folder, 'secrets'));
  const contents = await Promise.all([...names.map(read), readFile(join(folder, '.env'), 'utf8').catch(() => '')]);
  return Object.fromEntries([...names, '.env'].map((name, index) => [name, contents[index] ?? '']));
};
/** What the processes need of each other's files. */
const expectWhole = async (host = 'mirror.clinic.lan'): Promise<void> => {
  parseRootKey(await read('root.key'), 'root.key');
  for (const role of Role.options) readBusKeys(role, await read(`bus-${role}`), await read('bus-directory'));
  const server = { certificate: await read('front.crt'), key: await read('front.key') };
  expect(troubleWith(server, await read('ca.crt'), parseHost(host), now)).toBeUndefined();
};

const all = [
  ...['root.key', 'database-admin', ...perRole('database'), ...perRole('redis'), 'redis-acl', 'bus-directory', ...perRole('bus')],
  ...['ca.crt', 'ca.key', 'front.crt', 'front.key'],
];

describe('the secrets of a split node', () => {
  it('are made in a closed folder, as files that a container’s user can read, and said line by line', async () => {
    const lines = await run();
    expect((await readdir(join(folder, 'secrets'))).sort()).toEqual([...all].sort());
    await expectWhole();
    expect((await stat(join(folder, 'secrets'))).mode & 0o777).toBe(0o700);
    for (const name of all) expect([name, (await stat(secret(name))).mode & 0o777]).toEqual([name, name === 'ca.key' ? 0o400 : 0o444]);
    for (const name of all) expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^  made +secrets/${name} +\\w`)));
    expect(lines.join('\n')).toMatch(/SHA-256 with ([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    expect(lines.at(-1)).toContain('docker compose up -d');
  });

  it('have no password in the list that Redis reads', async () => {
    await run();
    for (const name of perRole('redis')) expect(await read('redis-acl')).not.toContain((await read(name)).trim());
  });

  it('stay as they are however often it runs, without a word of the address too', async () => {
    await run();
    const before = await everything();
    const lines = await run([]);
    expect(await everything()).toEqual(before);
    for (const name of all.filter((each) => each !== 'ca.key'))
      expect(lines).toContainEqual(expect.stringMatching(`  there +secrets/${name}$`));
  });

  it('are the same for two runs at once', async () => {
    await Promise.all([run(), run(), run()]);
    await expectWhole();
    expect((await readdir(join(folder, 'secrets'))).sort()).toEqual([...all].sort());
  });

  it.each([[1], [2], [6], [11]])('are completed where the first run was killed after %i files', async (count) => {
    await run();
    await remove('.env', ...all.slice(count));
    const before = Object.fromEntries(await Promise.all(all.slice(0, count).map(async (name) => [name, await read(name)])));
    await run();
    expect(await everything()).toMatchObject(before);
    await expectWhole();
  });

  it.each([
    ['bus', ['bus-directory', ...perRole('bus')]],
    ['authority', ['ca.crt', 'ca.key']],
    ['front', ['front.crt', 'front.key']],
  ])('that belong together are finished together where it was killed between them: %s', async (group, names) => {
    await run();
    const before = await everything();
    const pending = secret(`.together-${group}`);
    await mkdir(pending);
    for (const name of names) await rename(secret(name), join(pending, name));
    await link(join(pending, String(names[0])), secret(String(names[0])));
    await remove('.env');
    await run();
    expect(await everything()).toEqual(before);
  });

  it('are not mixed with what another run had not finished when these were made', async () => {
    await run();
    const before = await everything();
    await mkdir(secret('.together-bus'));
    for (const name of ['bus-directory', ...perRole('bus')]) await writeFile(join(secret('.together-bus'), name), 'of another');
    await run();
    expect(await everything()).toEqual(before);
  });

  it('of the bus are made for all roles or none: a sentence says which is missing', async () => {
    await run();
    await remove('bus-vault');
    await expect(run([])).rejects.toThrow('secrets/bus-vault missing while other files of the bus are there');
    await remove('bus-directory', ...perRole('bus').filter((name) => name !== 'bus-vault'));
    await run([]);
    await expectWhole();
  });

  it.each(['root.key', 'database-admin'])('are never made beside data: %s that is lost is asked for', async (name) => {
    await run();
    await remove(name);
    await expect(run([])).rejects.toThrow(`secrets/${name} is missing, though this node was set up before`);
    await expect(stat(secret(name))).rejects.toThrow('ENOENT');
  });

  it.each(['empty', 'gone'])('are never made beside data where their folder is %s: that is said, and what to do', async (how) => {
    await run();
    await rm(join(folder, 'secrets'), { recursive: true });
    if (how === 'empty') await mkdir(join(folder, 'secrets'), { mode: 0o700 });
    await expect(run([])).rejects.toThrow(
      /secrets is empty or not there\. The root key .* is the only one that opens .* Put the folder back/,
    );
    expect(await readdir(folder)).toEqual(how === 'empty' ? ['.env', 'secrets'] : ['.env']);
    await run(['--new-secrets']);
    await expectWhole();
  });

  it('are made anew in place of one that is lost where nobody used the node, and only that one', async () => {
    await run();
    const { 'root.key': _lost, ...others } = await everything();
    await remove('root.key');
    await run(['--new-secrets']);
    expect(await everything()).toMatchObject(others);
    const before = await everything();
    await run(['--new-secrets']);
    expect(await everything()).toEqual(before);
  });

  it('are refused where others may look into their folder', async () => {
    await run();
    const before = await everything();
    await chmod(join(folder, 'secrets'), 0o750);
    await expect(run([])).rejects.toThrow('Others may look into the folder secrets (its mode is 750). Close it with chmod 700');
    expect(await everything()).toEqual(before);
  });

  it('can’t be made where the account may not write, and say so', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(init(['--folder', join(folder, 'file'), '--origin', origin], {}, now, () => undefined)).rejects.toThrow(/ENOTDIR/);
  });

  it('give a role a new password at Redis where its own is lost: nothing is kept there', async () => {
    await run();
    await remove('redis-gate');
    const lines = await run([]);
    expect(lines).toContainEqual(expect.stringMatching(/renewed +secrets\/redis-acl +.*restart valkey/));
    expect(await run([])).not.toContainEqual(expect.stringMatching('renewed'));
  });
});

describe('a folder of secrets elsewhere', () => {
  const lines = (lie: string) => appendFile(join(folder, '.env'), `MIRROR_SECRETS_FOLDER=${lie}\n`);
  const away = () => rename(join(folder, 'secrets'), join(folder, 'kept', 'here'));
  beforeEach(() => mkdir(join(folder, 'kept')));

  it.each(['./kept/here', '"kept/here" # on another disk', 'absolute'])('is looked for where .env says: %s', async (lie) => {
    await run();
    await lines(lie === 'absolute' ? join(folder, 'kept', 'here') : lie);
    await away();
    const root = await readFile(join(folder, 'kept', 'here', 'root.key'), 'utf8');
    const said = await run([], now + 368 * DAY);
    expect(said).toContainEqual(expect.stringContaining(`there    ${folder}/kept/here/root.key`));
    expect(said).toContainEqual(expect.stringContaining(`renewed  ${folder}/kept/here/front.crt`));
    expect(await readFile(join(folder, 'kept', 'here', 'root.key'), 'utf8')).toBe(root);
    expect(await readdir(folder)).toEqual(['.env', 'kept']);
  });

  it('is looked for where the environment says before .env, as Compose does, and where it was named before both', async () => {
    await run();
    await lines('/nowhere');
    await away();
    await run([], now, { MIRROR_SECRETS_FOLDER: 'kept/here' });
    await run(['--secrets', 'kept/here'], now, { MIRROR_SECRETS_FOLDER: '/nowhere' });
    await expect(run([])).rejects.toThrow('/nowhere is empty or not there');
    expect(await readdir(folder)).toEqual(['.env', 'kept']);
  });

  it('stands in .env where it was said at the first run', async () => {
    await run(['--origin', origin, '--secrets', join(folder, 'kept', 'o n e')]);
    expect(await readFile(join(folder, '.env'), 'utf8')).toContain(`\nMIRROR_SECRETS_FOLDER='${folder}/kept/o n e'\n`);
    expect(await run([])).toContainEqual(expect.stringContaining('kept/o n e/root.key'));
    expect(await readdir(folder)).toEqual(['.env', 'kept']);
  });
});

describe('the server’s certificate', () => {
  it('is renewed in its last 30 days, with the same key, and nothing else is', async () => {
    await run();
    const before = await everything();
    expect(await run([], now + 366 * DAY)).not.toContainEqual(expect.stringMatching('renewed'));
    const lines = await run([], now + 368 * DAY);
    expect(lines).toContainEqual(
      expect.stringMatching(/renewed +secrets\/front.crt +the earlier one would have ended soon; restart caddy/),
    );
    const { 'front.crt': renewed, ...others } = await everything();
    const { 'front.crt': old, ...same } = before;
    expect(others).toEqual(same);
    expect(renewed).not.toBe(old);
  });

  const move = async (from: string, to: string): Promise<void> => {
    const env = join(folder, '.env');
    await writeFile(env, (await readFile(env, 'utf8')).replaceAll(from, to));
  };

  it('is of a new authority where the address is another, and the earlier authority is kept', async () => {
    await run();
    const before = await everything();
    await move('mirror.clinic.lan', 'spiegel.clinic.lan');
    const lines = await run([]);
    await expectWhole('spiegel.clinic.lan');
    expect(await everything()).toMatchObject({
      'ca.crt.1': before['ca.crt'],
      'ca.key.1': before['ca.key'],
      'front.key': before['front.key'],
    });
    expect(lines).toContainEqual(expect.stringMatching(/renewed +secrets\/front.crt +the address is another/));
  });

  it('is of the earlier authority again where the address is changed back, however often', async () => {
    await run();
    const here = await everything();
    await move('mirror.clinic.lan', 'spiegel.clinic.lan');
    await run([]);
    const there = await everything();
    for (const [from, to, host, expected] of [
      ['spiegel.clinic.lan', 'mirror.clinic.lan', 'mirror.clinic.lan', here],
      ['mirror.clinic.lan', 'spiegel.clinic.lan', 'spiegel.clinic.lan', there],
      ['spiegel.clinic.lan', 'mirror.clinic.lan', 'mirror.clinic.lan', here],
    ] as const) {
      await move(from, to);
      const lines = await run([]);
      expect(await everything()).toMatchObject({ 'ca.crt': expected['ca.crt'], 'ca.key': expected['ca.key'] });
      await expectWhole(host);
      expect(lines).toContainEqual(expect.stringMatching(/renewed +secrets\/ca.crt +the authority that devices trusted for .* is back/));
    }
    expect((await stat(secret('ca.key'))).mode & 0o777).toBe(0o400);
    expect((await readdir(join(folder, 'secrets'))).filter((name) => /^ca\..*\.\d+$/.test(name))).toHaveLength(2);
    expect(await everything()).toMatchObject({ 'front.key': here['front.key'] });
  });

  it('is not of an earlier authority that has ended, or can’t be read', async () => {
    await run();
    const before = await everything();
    await move('mirror.clinic.lan', 'spiegel.clinic.lan');
    await run([]);
    await move('spiegel.clinic.lan', 'mirror.clinic.lan');
    await writeFile(secret('ca.crt.7'), 'half of it');
    await run([], now + 4000 * DAY);
    expect(await everything()).toMatchObject({ 'ca.crt.1': before['ca.crt'], 'ca.crt.7': 'half of it' });
    expect(await read('ca.crt')).not.toBe(before['ca.crt']);
  });

  it('is of the earlier authority whose key is kept elsewhere, once that is put back', async () => {
    await run();
    const before = await everything();
    await remove('ca.key');
    await move('mirror.clinic.lan', 'spiegel.clinic.lan');
    await run([]);
    await move('spiegel.clinic.lan', 'mirror.clinic.lan');
    await expect(run([])).rejects.toThrow('secrets/ca.key is not there. Put it back');
    await writeFile(secret('ca.key'), String(before['ca.key']));
    await run([]);
    expect(await everything()).toMatchObject({ 'ca.crt': before['ca.crt'], 'ca.key': before['ca.key'] });
    await expectWhole();
  });

  it('needs the authority’s key for a renewal alone: it may be kept elsewhere', async () => {
    await run();
    const key = await read('ca.key');
    await remove('ca.key');
    await run([]);
    await expect(run([], now + 380 * DAY)).rejects.toThrow('secrets/ca.key is not there. Put it back');
    await writeFile(secret('ca.key'), (await read('front.key')) as string);
    await expect(run([], now + 380 * DAY)).rejects.toThrow('secrets/ca.key does not belong to the ca.crt beside it');
    await writeFile(secret('ca.key'), key);
    await run([], now + 380 * DAY);
  });

  it('is not made with an authority that can’t be read', async () => {
    await run();
    await chmod(secret('ca.crt'), 0o600);
    await writeFile(secret('ca.crt'), 'half of it');
    await expect(run([])).rejects.toThrow("secrets/ca.crt can't be read as a certificate");
  });
});

describe('.env', () => {
  it.each([
    [origin, 'own', 'mirror.clinic.lan', '443'],
    ['https://mirror.clinic.org', 'automatic', 'mirror.clinic.org', '443'],
    ['https://10.1.2.3:9443/', 'own', '10.1.2.3', '9443'],
    ['https://localhost', 'own', 'localhost', '443'],
  ])('says of %s who certifies it: %s', async (asked, tls, name, port) => {
    await run(['--origin', asked]);
    const text = await readFile(join(folder, '.env'), 'utf8');
    for (const line of [`MIRROR_ORIGIN=${new URL(asked).origin}`, `MIRROR_NAME=${name}`, `MIRROR_TLS=${tls}`, `MIRROR_HTTPS_PORT=${port}`])
      expect(text).toContain(`\n${line}\n`);
    await expectWhole(name);
  });

  it('takes another decision at the first run', async () => {
    const lines = await run(['--origin', 'https://mirror.clinic.org', '--tls', 'own']);
    expect(await readFile(join(folder, '.env'), 'utf8')).toContain('MIRROR_TLS=own');
    expect(lines.join('\n')).toContain('http://mirror.clinic.org/ca.crt');
  });

  it('says on which port the authority is handed out', async () => {
    await run();
    for (const [port, address] of [
      ['80', 'mirror.clinic.lan/ca.crt'],
      ['8080', 'mirror.clinic.lan:8080/ca.crt'],
      ['10.1.2.3:8081', 'mirror.clinic.lan:8081/ca.crt'],
    ]) {
      const env = await readFile(join(folder, '.env'), 'utf8');
      await writeFile(join(folder, '.env'), env.replace(/^MIRROR_HTTP_PORT=.*$/m, `MIRROR_HTTP_PORT=${port}`));
      expect((await run([])).join('\n')).toContain(`also at http://${address}\n`);
    }
    expect((await run([], now, { MIRROR_HTTP_PORT: '8082' })).join('\n')).toContain('http://mirror.clinic.lan:8082/ca.crt');
  });

  it.each([
    [['--origin', 'https://other.lan'], 'says https://mirror.clinic.lan, and devices are bound to it'],
    [['--tls', 'automatic'], 'says MIRROR_TLS=own. Change it there'],
  ])('is not contradicted by %j', async (args, sentence) => {
    await run();
    const before = await everything();
    await expect(run(args)).rejects.toThrow(sentence);
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['MIRROR_TLS=own', 'has no MIRROR_ORIGIN'],
    ['MIRROR_ORIGIN=https://a.lan', 'MIRROR_NAME has to be the name in MIRROR_ORIGIN: MIRROR_NAME=a.lan'],
    ['MIRROR_ORIGIN=https://a.lan\nMIRROR_NAME=a.lan', 'it would be MIRROR_TLS=own'],
    ['MIRROR_ORIGIN=http://a.lan', 'it begins with https://'],
  ])('that holds %j is completed by its owner', async (text, sentence) => {
    await writeFile(join(folder, '.env'), text);
    await expect(run([])).rejects.toThrow(sentence);
    expect(await readdir(folder)).toEqual(['.env']);
  });

  it.each([
    [[], 'Say how the node is to be known, for example: scripts/compose-init --origin https://mirror.example.org'],
    [['--origin', 'mirror.example.org'], 'it begins with https://'],
    [['--origin', 'https://mirror.example.org/there'], 'and nothing more'],
    [['--origin', 'https://[::1]'], 'is an IPv6 address'],
    [['--origin', origin, '--tls', 'none'], '--tls is "automatic"'],
    [['--orgin', origin], "Unknown option '--orgin'"],
  ])('is not made of %j', async (args, sentence) => {
    await expect(run(args)).rejects.toThrow(sentence);
    expect(await readdir(folder)).toEqual([]);
  });
});
