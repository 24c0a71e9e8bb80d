import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseRecoveryCode } from '#libs/crypto/index.js';
import { SmallNode } from '#libs/testing/small-node/index.js';
import { aHome, type Home, runIn } from './mirrorctl.fixture.js';

const REPLY = 'You wrote it down. Two things stand in it. What came first?';

let node: SmallNode;
let home: Home;
const claim = (...more: string[]) => home.mirrorctl('claim', node.invitation(), '--name', 'Ida', '--no-passphrase', ...more);
/** Waits for something to come about; gives up before the test does. */
const until = async (happened: () => boolean): Promise<void> => {
  for (const end = Date.now() + 4_000; !happened(); ) {
    if (Date.now() > end) throw new Error('it did not come about');
    await new Promise(setImmediate);
  }
};
const keyFiles = async ({ env }: Home) => readdir(join(env.XDG_CONFIG_HOME ?? '', 'mirrorstead'));
beforeEach(async () => {
  node = await SmallNode.start();
  home = await aHome();
});
afterEach(() => node.stop());

describe('mirrorctl claim', () => {
  it('makes the owner, shows the recovery code once and says what kind of key it has', async () => {
    const { code, out } = await claim();
    expect(code).toBe(0);
    expect(out).toContain('Ida owns this server now.');
    expect(out).toContain('software key');
    expect(out).toMatch(/Print it or write it down now/);
    const recovery = /Recovery code\n +(.+)/.exec(out)?.[1] ?? '';
    expect(parseRecoveryCode(recovery)).toHaveLength(16);
    const [file] = await keyFiles(home);
    const path = join(home.env.XDG_CONFIG_HOME ?? '', 'mirrorstead', file ?? '');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).not.toContain(recovery);
  });

  it('asks for name and passphrase, without echo', async () => {
    const answers = ['Ida Brandt', 'a quiet evening', 'a quiet evening'];
    const { code, err } = await runIn(home.env, ['claim', node.invitation()], { answers });
    expect(code).toBe(0);
    expect(err).not.toContain('a quiet evening');
    const asked = await runIn(home.env, ['status'], { answers: ['wrong one', 'a quiet evening'] });
    expect(asked.code).toBe(0);
    expect(asked.out).toContain('Ida Brandt, owner');
  });

  it('takes the link from whoever sits there, or from standard input, so that no other account reads it', async () => {
    const piped = await runIn(home.env, ['claim', '-', '--name', 'Ida', '--no-passphrase'], { input: `${node.invitation()}\n` });
    expect(piped.out).toContain('Ida owns this server now.');
    const other = await aHome();
    const typed = await runIn(other.env, ['claim', '-', '--no-passphrase'], { answers: [node.invitation(), 'Bo'] });
    expect(typed).toMatchObject({ code: 0, out: expect.stringContaining('Bo') });
  });

  it('takes the passphrase of a file, and says that it needs one', async () => {
    const path = join(home.env.XDG_CONFIG_HOME ?? '', 'passphrase');
    await writeFile(path, 'a quiet evening\n');
    const unasked = await home.mirrorctl('claim', node.invitation(), '--name', 'Ida');
    expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining('--no-passphrase') });
    home.env.MIRROR_PASSPHRASE_FILE = path;
    expect(await home.mirrorctl('claim', node.invitation(), '--name', 'Ida')).toMatchObject({ code: 0 });
    expect((await home.mirrorctl('status', '--json')).lines).toMatchObject([{ keyFile: { sealed: true } }]);
    await writeFile(path, 'another one\n');
    expect(await home.mirrorctl('status')).toMatchObject({ code: 5 });
  });

  it('refuses a used link, a broken one, and a server that is not the one of the link', async () => {
    const link = node.invitation();
    await home.mirrorctl('claim', link, '--name', 'Ida', '--no-passphrase');
    const other = await aHome();
    expect(await other.mirrorctl('claim', link, '--name', 'Bo', '--no-passphrase')).toMatchObject({ code: 9 });
    expect(await other.mirrorctl('claim', 'http://localhost/join#x', '--name', 'Bo')).toMatchObject({ code: 2 });
    node.showIdentity = () => `${'B'.repeat(42)}A`;
    const strange = await other.mirrorctl('claim', node.invitation(), '--name', 'Bo', '--no-passphrase', '--json');
    expect(strange).toMatchObject({ code: 11, lines: [{ error: { code: 'identity_mismatch' } }] });
  });
});

describe('mirrorctl reflect', () => {
  beforeEach(async () => {
    await claim();
  });

  it('streams the reply to standard output, and what is about it to standard error', async () => {
    const { code, out, err } = await home.mirrorctl('reflect', '--pattern', '✦', 'I', 'said', 'yes', 'again.');
    expect(code).toBe(0);
    expect(out.trim()).toBe(REPLY);
    expect(err).toContain('✦ Analytical');
    expect(err).toContain('⟨low⟩');
  });

  it('reads standard input, and writes a line of JSON for each event', async () => {
    const { code, lines } = await runIn(home.env, ['reflect', '-', '--json'], { input: 'I said yes again.\n' });
    expect(code).toBe(0);
    expect(lines.map((line) => (line as { type: string }).type)).toEqual([
      'accepted',
      'engine',
      'segment',
      'segment',
      'segment',
      'settled',
    ]);
    const [turn] = node.turns.turns.values();
    expect(turn?.request.text).toBe('I said yes again.');
  });

  it('shows people first on a crisis answer, keeps the words here and says how to send them', async () => {
    const { code, out } = await home.mirrorctl('reflect', 'CRISIS words');
    expect(code).toBe(7);
    expect(out.indexOf('988')).toBeGreaterThan(-1);
    expect(out.indexOf('988')).toBeLessThan(out.indexOf('--go-on'));
    expect(node.turns.turns.size).toBe(0);
    const goneOn = await home.mirrorctl('reflect', '--go-on', 'CRISIS words');
    expect(goneOn).toMatchObject({ code: 0, out: expect.stringContaining('988') });
  });

  it('has an exit code for each way in which it can end', async () => {
    expect(await home.mirrorctl('reflect', 'BLOCKED words')).toMatchObject({ code: 6, out: 'This is not answered here.\n' });
    node.turns.outcome = 'interrupted';
    expect(await home.mirrorctl('reflect', 'words')).toMatchObject({ code: 8, err: expect.stringContaining('mirrorctl again') });
    expect(await home.mirrorctl('reflect', ' ')).toMatchObject({ code: 2 });
    expect(await home.mirrorctl('reflect', '--pattern', 'grand', 'words')).toMatchObject({ code: 2 });
    expect(await home.mirrorctl('reflect')).toMatchObject({ code: 2 });
    await home.mirrorctl('lock');
    expect(await home.mirrorctl('reflect', 'words')).toMatchObject({ code: 5 });
    expect(await (await aHome()).mirrorctl('reflect', 'words')).toMatchObject({ code: 4 });
    await node.stop();
    expect(await home.mirrorctl('reflect', 'words')).toMatchObject({ code: 3 });
    node = await SmallNode.start();
  });

  it('shows no piece that was changed on its way', async () => {
    node.turns.mishap = (seq) => (seq === 1 ? 'forge' : undefined);
    const { code, out } = await home.mirrorctl('reflect', 'words');
    expect(code).toBe(11);
    expect(out.trim()).toBe('You wrote it down.');
  });

  it('stops the reply on Ctrl-C, and asks for it again by its turn', async () => {
    const started = runIn(home.env, ['reflect', 'words'], {
      interrupt: (listener) => {
        node.turns.pace = async (seq) => {
          if (seq !== 1) return;
          listener();
          await until(() => [...node.turns.turns.values()].some(({ cancelled }) => cancelled));
        };
      },
    });
    expect(await started).toMatchObject({ code: 8, err: expect.stringContaining('stopped') });
    const [turn] = node.turns.turns.values();
    if (!turn) throw new Error('no turn');
    turn.outcome = 'interrupted';
    node.turns.pace = async () => {};
    expect(await home.mirrorctl('again', turn.turn)).toMatchObject({ code: 0, out: expect.stringContaining(REPLY) });
  });
});

describe('mirrorctl history and status', () => {
  it('show what was written, as text and as JSON', async () => {
    await claim();
    await home.mirrorctl('reflect', 'I said yes again.');
    const [turn] = node.turns.turns.values();
    const session = turn?.request.session ?? '';
    expect((await home.mirrorctl('history')).out).toContain(session);
    const { out } = await home.mirrorctl('history', session);
    expect(out).toContain('> I said yes again.');
    expect(out).toContain(REPLY);
    expect((await home.mirrorctl('history', session, '--json')).lines).toMatchObject([{ turns: [{ reply: { text: REPLY, refused: 0 } }] }]);
    const status = await home.mirrorctl('status', '--json');
    expect(status.lines).toMatchObject([{ origin: node.origin, reachable: true, me: { name: 'Ida' }, vault: { state: 'unlocked' } }]);
  });

  it('say what this device knows when the server is out of reach', async () => {
    await claim();
    await node.stop();
    const status = await home.mirrorctl('status', '--json');
    expect(status).toMatchObject({ code: 3, lines: [{ origin: node.origin, reachable: false, error: { code: 'unreachable' } }] });
    node = await SmallNode.start();
  });

  it('print no token and no key, whatever is asked', async () => {
    await claim();
    const [file] = await keyFiles(home);
    const { secret } = JSON.parse(await readFile(join(home.env.XDG_CONFIG_HOME ?? '', 'mirrorstead', file ?? ''), 'utf8'));
    const secrets = [secret.keys.wrapping.d, secret.keys.signing.d, secret.tokens.accessToken, secret.tokens.refreshToken];
    for (const words of [['status'], ['devices'], ['people'], ['history'], ['reflect', 'words'], ['unlock'], ['lock']]) {
      for (const json of [[], ['--json']]) {
        const { out, err } = await home.mirrorctl(...words, ...json);
        for (const known of secrets) expect(out + err).not.toContain(known);
      }
    }
  });
});

describe('mirrorctl link, approve and devices', () => {
  it('add a device after fingerprints were compared, and remove it', async () => {
    await claim();
    const other = await aHome();
    const linking = other.mirrorctl('link', node.origin, '--no-passphrase', '--device-name', 'Phone', '--json');
    await until(() => node.members.links.size > 0);
    const [{ code } = { code: '' }] = node.members.links.values();
    expect(await home.mirrorctl('approve', code, '--fingerprint', '0000 0000 0000 0000')).toMatchObject({ code: 9 });
    const looked = await runIn({ ...home.env, NO_COLOR: '1' }, ['approve', code], { answers: ['n'] });
    expect(looked.code).toBe(9);
    const fingerprint = /Its fingerprint: (.*)/.exec(looked.err)?.[1] ?? '';
    expect(await home.mirrorctl('approve', code, '--fingerprint', fingerprint)).toMatchObject({ code: 0 });
    const linked = await linking;
    expect(linked).toMatchObject({
      code: 0,
      lines: [
        { state: 'pending', code, fingerprint },
        { state: 'approved', me: { name: 'Ida' } },
      ],
    });
    const [own, others] = await Promise.all([home.mirrorctl('devices', '--json'), other.mirrorctl('devices', '--json')]);
    const keyOf = ({ lines: [document] }: typeof own) => (document as { keyFingerprint: string }).keyFingerprint;
    expect(keyOf(own)).toMatch(/^([0-9A-F]{4} ){3}[0-9A-F]{4}$/);
    expect(keyOf(others)).toBe(keyOf(own));
    expect((await other.mirrorctl('devices')).out).toContain('Phone (this device)');
    expect(await home.mirrorctl('devices', 'remove', 'Phone')).toMatchObject({ code: 0 });
    expect(await other.mirrorctl('devices')).toMatchObject({ code: 4 });
    expect(await home.mirrorctl('devices', 'remove', 'Phone', '--json')).toMatchObject({ code: 9 });
  });

  it('do not remove this device by mistake', async () => {
    await claim();
    expect(await home.mirrorctl('devices', 'remove', 'workbench')).toMatchObject({ code: 2 });
    expect(await home.mirrorctl('devices', 'remove', 'workbench', '--yes')).toMatchObject({ code: 0 });
    expect(await keyFiles(home)).toEqual([]);
  });
});

describe('mirrorctl people', () => {
  it('lists them, and makes a link with a code to scan', async () => {
    await claim();
    expect((await home.mirrorctl('people')).out).toMatch(/^Ida · owner since/);
    const { code, out } = await home.mirrorctl('people', 'add', 'Bo');
    expect(code).toBe(0);
    expect(out).toContain(`${node.origin}/join#`);
    expect(out).toContain('▄');
    expect((await home.mirrorctl('people', 'add', 'Bo', '--json')).lines).toMatchObject([{ name: 'Bo' }]);
  });
});

describe('mirrorctl', () => {
  it('shows its exit codes in the help', async () => {
    const { code, out } = await home.mirrorctl('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Exit codes:\n\s+0 {2}done/);
    expect(await home.mirrorctl('dance')).toMatchObject({ code: 2 });
  });

  it('asks which key file is meant where there are several', async () => {
    await claim('--profile', 'work');
    const second = await SmallNode.start();
    await home.mirrorctl('claim', second.invitation(), '--name', 'Ida', '--no-passphrase');
    expect(await home.mirrorctl('status')).toMatchObject({ code: 2, err: expect.stringContaining('--profile') });
    expect(await home.mirrorctl('status', '--profile', 'work')).toMatchObject({ code: 0, out: expect.stringContaining(node.origin) });
    expect(await home.mirrorctl('status', '--profile', '../x')).toMatchObject({ code: 2 });
    await second.stop();
  });

  it('colors only for a person who did not say no', async () => {
    await claim();
    const styled = await runIn(home.env, ['people', 'add', 'Bo'], { tty: true });
    expect(styled.out).toContain('\u001B[1m');
    const plain = await runIn({ ...home.env, NO_COLOR: '1' }, ['status'], { tty: true });
    expect(plain.out + plain.err).not.toContain('\u001B[');
  });

  it('runs twice at once without losing either, while tokens are renewed', async () => {
    await claim();
    node.members.forgetTokens({ refresh: false });
    const ran = await Promise.all([home.mirrorctl('status'), home.mirrorctl('people'), home.mirrorctl('devices')]);
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(node.asked.filter((asked) => asked === 'POST /v1/tokens')).toHaveLength(1);
    expect(await home.mirrorctl('status')).toMatchObject({ code: 0 });
  });
});
