import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#libs/testing/index.js';
import { Intruder } from './intruder.js';
import { ModelServer } from './model-server.js';
import { startNode } from './start-node.js';
import { type Ran, Terminal } from './terminal.js';
import type { TestedNode } from './tested-node.js';

const words = 'I said yes again, and I was angry at how quick the yes was.';
const mirrored = ['You wrote yes, and you wrote angry. ', 'They stand side by side. ', 'What came first?'];
const noTrace = ({ out, err }: Ran): void => expect(out + err).not.toMatch(/\n\s+at |node:internal|Error:/);

describe('mirrorctl against a node', () => {
  let node: TestedNode;
  let model: ModelServer;
  let broken = true;
  const [ida, bo, second] = [new Terminal(), new Terminal(), new Terminal()];

  beforeAll(async () => {
    model = await ModelServer.start((prompt) => {
      if (prompt.includes('studies')) return { pieces: ['You asked. ', 'Studies show that it is so. '] };
      if (prompt.includes('break off') && broken) return { pieces: ['You wrote it. ', 'And then'], end: 'cut' };
      if (prompt.includes('without end')) return { pieces: ['You wrote it all down. ', 'It stands there, and more comes. '], end: 'hang' };
      return { pieces: mirrored, pauseMs: 40 };
    });
    node = await startNode({ environment: { MIRROR_OLLAMA_URL: model.url, MIRROR_ON_ENGINE_TROUBLE: 'interrupt' } });
  });
  afterAll(async () => {
    await node.remove();
    await model.stop();
    for (const terminal of [ida, bo, second]) terminal.remove();
  });

  describe('joining', () => {
    it('claims the node with a plain key file that its owner alone may read', async () => {
      const ran = await ida.run('claim', await node.claimLink(), '--name', 'Ida', '--no-passphrase', '--device-name', 'desk');
      expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('Ida owns this server now.') });
      expect(ran.out).toMatch(/Recovery code\n {2}(\w{4} ){6}\w{4}\n/);
      expect(ran.out).toContain('software key');
      const [file = ''] = ida.keyFiles;
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(file, '..')).mode & 0o077).toBe(0);
      chmodSync(file, 0o644);
      expect(await ida.run('status')).toMatchObject({ code: 5, err: expect.stringContaining('chmod 600') });
      chmodSync(file, 0o600);
    });

    it('opens the claim link once', async () => {
      const stranger = new Terminal();
      const ran = await stranger.run('claim', await node.claimLink(), '--name', 'Eve', '--no-passphrase');
      expect(ran.code).toBe(9);
      noTrace(ran);
      stranger.remove();
    });

    it('invites a person, whose keys lie under a passphrase', async () => {
      const { lines } = await ida.run('people', 'add', 'Bo', '--json');
      const link = String(lines[0]?.link);
      const passphrase = join(bo.home, 'passphrase');
      writeFileSync(passphrase, 'a quiet evening\n');
      const environment = { MIRROR_PASSPHRASE_FILE: passphrase };
      expect(await bo.run('claim', link, '--name', 'Bo')).toMatchObject({ code: 2, err: expect.stringContaining('--no-passphrase') });
      expect(await bo.runWith({ environment }, 'claim', link, '--name', 'Bo')).toMatchObject({ code: 0 });
      const [file = ''] = bo.keyFiles;
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8')).not.toMatch(/"d":|accessToken|refreshToken/);
      expect(await bo.runWith({ environment }, 'status', '--json')).toMatchObject({ code: 0, lines: [{ keyFile: { sealed: true } }] });
      expect((await bo.run('status')).code).toBe(5);
      writeFileSync(passphrase, 'a loud morning\n');
      expect((await bo.runWith({ environment }, 'status')).code).toBe(5);
      writeFileSync(passphrase, 'a quiet evening\n');
      expect((await bo.runWith({ environment }, 'people', 'add', 'Eve')).code).toBe(9);
      expect((await ida.run('people')).out).toMatch(/Ida · owner[\s\S]*Bo · member/);
    });

    it('links a second device after the fingerprints were compared', async () => {
      const linking = second.start(['link', node.origin, '--no-passphrase', '--device-name', 'laptop', '--json']);
      await eventually(async () => expect(linking.out()).toContain('"pending"'));
      const { code, fingerprint } = JSON.parse(linking.out().split('\n')[0] ?? '') as { code: string; fingerprint: string };
      expect((await ida.run('approve', code, '--fingerprint', '0000 0000 0000 0000')).code).toBe(9);
      expect((await ida.run('approve', code, '--fingerprint', fingerprint)).code).toBe(0);
      expect(await linking.finished).toMatchObject({ code: 0, lines: [{ state: 'pending' }, { state: 'approved' }] });
    });
  });

  describe('reflecting', () => {
    it('streams the reply to standard output as it comes, and nothing else', async () => {
      const started = ida.start(['reflect', '--pattern', '✦', words]);
      await eventually(async () => expect(started.out()).toContain(mirrored[0]?.trim()));
      expect(started.child.exitCode).toBeNull();
      const ran = await started.finished;
      expect(ran).toMatchObject({ code: 0, out: `${mirrored.join('')}\n`, err: expect.stringContaining('✦ Analytical') });
      expect(ran.err).toMatch(/⟨(low|medium|⟨high⟩)⟩/);
    });

    it.each([
      ['creative', '★ Creative'],
      ['strat', '⬢ Strategic'],
      ['◊', '◊ Exploratory'],
    ])('takes the pattern %s', async (pattern, shown) => {
      expect((await ida.run('reflect', '--pattern', pattern, words)).err).toContain(shown);
    });

    it('reads standard input, and writes a line of JSON for each event', async () => {
      const { code, lines } = await ida.runWith({ input: `${words}\n` }, 'reflect', '-', '--json');
      expect(code).toBe(0);
      expect(lines.map(({ type }) => type)).toEqual(['accepted', 'engine', 'segment', 'segment', 'segment', 'settled']);
    });

    it('says with its exit code what became of the words', async () => {
      const crisis = await ida.run('reflect', 'I want to end my life.');
      expect(crisis.code).toBe(7);
      expect(crisis.out).toMatch(/^First, people you can reach now\.[\s\S]*988[\s\S]*--go-on/);
      expect(await ida.run('reflect', 'How to make a bomb?')).toMatchObject({
        code: 6,
        err: expect.stringContaining('Nothing was stored'),
      });
      expect(await ida.run('reflect', 'Tell me of studies.')).toMatchObject({
        code: 6,
        err: expect.stringContaining('your words are kept'),
      });
      for (const wrong of [
        ['reflect'],
        ['reflect', ' '],
        ['reflect', '--pattern', 'grand', words],
        ['reflect', 'long '.repeat(500)],
        ['dance'],
      ])
        expect([wrong[0], (await ida.run(...wrong)).code]).toEqual([wrong[0], 2]);
    });

    it('asks an interrupted turn again', async () => {
      const { code, err } = await ida.run('reflect', 'I break off here.');
      expect(code).toBe(8);
      const turn = /mirrorctl again (\S+)/.exec(err)?.[1] ?? '';
      broken = false;
      expect(await ida.run('again', turn)).toMatchObject({ code: 0, out: expect.stringContaining(mirrored.join('')) });
      expect((await ida.run('again', turn)).code).toBe(9);
    });

    it('stops a reply on Ctrl-C, and keeps the words', async () => {
      const started = ida.start(['reflect', 'It goes on without end.']);
      await eventually(async () => expect(started.out()).toContain('You wrote it all down.'));
      started.child.kill('SIGINT');
      expect(await started.finished).toMatchObject({ code: 8, err: expect.stringContaining('Your words are kept') });
    });

    it('shows what was written, on the other device too', async () => {
      const { lines } = await second.run('history', '--json');
      const sessions = lines[0]?.sessions as { session: string; opening?: string }[];
      const session = sessions.at(-1)?.session ?? '';
      const { out } = await second.run('history', session);
      expect(out).toContain(`> ${words}`);
      expect(out).toContain(mirrored.join(''));
      expect((await ida.run('history', '--limit', '1')).out.match(/ turns? · /g)).toHaveLength(1);
    });
  });

  it('prints nothing of a piece that was changed on its way, and says so with a number of its own', async () => {
    const intruder = await Intruder.before(node.port);
    const changed = await ida.runWith(intruder, 'reflect', words);
    expect(intruder.changed).toBeGreaterThan(0);
    expect(changed).toMatchObject({ code: 11, out: '', err: expect.stringContaining('does not bear the stamp') });
    const refused = await ida.runWith(intruder, 'reflect', 'How to make a bomb?', '--json');
    expect(refused).toMatchObject({ code: 11, lines: [{ type: 'stamp_invalid', problem: { code: 'stamp_invalid' } }] });
    await intruder.remove();
  });

  describe('being refused', () => {
    it('is locked until the person unlocks', async () => {
      expect((await ida.run('lock')).out).toContain('locked');
      const ran = await ida.run('reflect', words);
      expect(ran).toMatchObject({ code: 5, out: '' });
      noTrace(ran);
      expect((await ida.run('status')).out).toContain('Your words are locked');
      expect((await ida.run('unlock', '--hours', '1')).code).toBe(0);
      expect((await ida.run('reflect', words)).code).toBe(0);
    });

    it('is removed: it opens nothing any more', async () => {
      expect((await ida.run('devices')).out).toMatch(/2 devices open your words[\s\S]*desk \(this device\)[\s\S]*laptop/);
      expect((await ida.run('devices', 'remove', 'laptop')).code).toBe(0);
      for (const command of [['status'], ['reflect', words], ['history']]) expect((await second.run(...command)).code).toBe(4);
      expect((await ida.run('devices', 'remove', 'laptop')).code).toBe(9);
    });

    it('comes too often', async () => {
      const passphrase = { environment: { MIRROR_PASSPHRASE_FILE: join(bo.home, 'passphrase') } };
      const asked = await Promise.all(Array.from({ length: 8 }, () => ida.run('reflect', 'How to make a bomb?')));
      while (asked.every(({ code }) => code !== 10) && asked.length < 34) asked.push(await ida.run('reflect', 'How to make a bomb?'));
      const refused = asked.find(({ code }) => code === 10);
      expect(refused?.err).toMatch(/Wait \d+ seconds/);
      // It is a limit of one device; another one's turns go on.
      expect((await bo.runWith(passphrase, 'reflect', 'How to make a bomb?')).code).toBe(6);
    });

    it('reaches nobody', async () => {
      await node.stop();
      const ran = await ida.run('status', '--json');
      expect(ran).toMatchObject({ code: 3, lines: [{ reachable: false, error: { code: 'unreachable' } }] });
      const lost = await ida.run('reflect', words);
      expect(lost).toMatchObject({ code: 3, out: '' });
      noTrace(lost);
      expect((await new Terminal().run('status')).code).toBe(4);
    });
  });
});
