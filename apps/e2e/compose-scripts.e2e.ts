import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { anyFolder } from './running-node.js';

const root = new URL('../..', import.meta.url).pathname;
const dist = join(root, 'dist', 'apps');

type Ran = { code: number; out: string; mounts: string[] };

/** Stands where Docker is called: the program that would run in the container runs here, and what it is given is kept. */
const engine = `#!/bin/sh
here=$(dirname "$0")
case "$1" in
  info) echo '[]' ;;
  image) ;;
  ps) cat "$here/containers" 2>/dev/null || true ;;
  exec) [ "$3" = df ] && exec df -Pk / ;;
  logs) case "$*" in *--since*) echo 'Redis lets anybody in without a password. Give it its list.' ;; esac ;;
  run)
    : >"$here/mounts"
    while :; do
      case "$1" in
        -v) echo "$2" >>"$here/mounts"; shift ;;
        -e) export "$2"; shift ;;
        init) unset MIRROR_SECRETS_FOLDER; exec ${process.execPath} ${dist}/node/main.js "$@" ;;
        doctor) exec ${process.execPath} ${dist}/cli/main.js "$@" ;;
      esac
      shift
    done ;;
  *) exit 1 ;;
esac
`;

describe('the scripts of a compose folder', () => {
  let folder: string;
  let bin: string;
  beforeEach(() => {
    folder = join(anyFolder(), 'node');
    bin = join(folder, '..', 'bin');
    mkdirSync(folder, { recursive: true });
    mkdirSync(bin);
    writeFileSync(join(bin, 'docker'), engine);
    chmodSync(join(bin, 'docker'), 0o755);
    writeFileSync(join(folder, 'docker-compose.yml'), 'services: {}\n');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  const run = (script: string, words: string[] = [], environment: Record<string, string> = {}): Promise<Ran> =>
    new Promise((resolve) => {
      const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder, ...environment };
      execFile(join(root, 'scripts', script), ['--folder', folder, ...words], { env }, (error, out, errors) => {
        const mounts = existsSync(join(bin, 'mounts')) ? readFileSync(join(bin, 'mounts'), 'utf8').trim().split('\n') : [];
        resolve({ code: Number(error?.code ?? 0), out: out + errors, mounts });
      });
    });
  const secrets = () => join(folder, 'secrets');
  const setting = (line: string) => writeFileSync(join(folder, '.env'), `${readFileSync(join(folder, '.env'), 'utf8')}${line}\n`);

  const made = async (): Promise<string> => {
    expect((await run('compose-init', ['--origin', 'https://mirror.clinic.lan'])).code).toBe(0);
    return readFileSync(join(secrets(), 'root.key'), 'utf8');
  };

  it.each([
    ['../kept', 'kept'],
    ['"../kept" # on another disk', 'kept'],
    ['ABSOLUTE', 'kept'],
    ['./below', 'node/below'],
  ])('find secrets that were moved to where .env says: %s', async (said, place) => {
    const key = await made();
    const kept = join(folder, '..', place);
    renameSync(secrets(), kept);
    setting(`MIRROR_SECRETS_FOLDER=${said.replace('ABSOLUTE', kept)}`);
    const { code, out, mounts } = await run('compose-init');
    expect([code, out]).toEqual([0, expect.stringContaining(`there    ${kept}/root.key`)]);
    expect(mounts).toContain(`${kept}:${kept}`);
    expect(out).not.toMatch(/^ {2}made/m);
    expect(readFileSync(join(kept, 'root.key'), 'utf8')).toBe(key);
    expect(existsSync(secrets())).toBe(false);
    const seen = await run('doctor');
    expect(seen.mounts).toContain(`${kept}:${kept}:ro`);
    expect(seen.out).toMatch(/ok +secrets +\d+ secret files are there/);
  });

  it('find them behind a link, and by the environment before .env', async () => {
    await made();
    const kept = join(folder, '..', 'kept');
    renameSync(secrets(), kept);
    symlinkSync('../kept', secrets());
    expect(await run('compose-init')).toMatchObject({ code: 0, mounts: expect.arrayContaining([`${secrets()}:${secrets()}`]) });
    rmSync(secrets());
    setting('MIRROR_SECRETS_FOLDER=/nowhere');
    const environment = { MIRROR_SECRETS_FOLDER: '../kept' };
    expect(await run('compose-init', [], environment)).toMatchObject({ code: 0, out: expect.not.stringMatching(/^ {2}made/m) });
    expect((await run('doctor', [], environment)).out).toMatch(/ok +secrets/);
  });

  it('make none, and no folder, where they are gone from a node that was set up', async () => {
    await made();
    rmSync(secrets(), { recursive: true });
    setting('MIRROR_SECRETS_FOLDER=../unmounted/disk');
    const { code, out } = await run('compose-init');
    expect([code, out]).toEqual([expect.any(Number), expect.stringContaining('unmounted/disk is empty or not there. The root key')]);
    expect(code).not.toBe(0);
    expect(existsSync(join(folder, '..', 'unmounted', 'disk'))).toBe(false);
    expect(existsSync(secrets())).toBe(false);
  });

  it('make them elsewhere at the first run, and say so in .env', async () => {
    const environment = { MIRROR_SECRETS_FOLDER: '../kept' };
    const { code } = await run('compose-init', ['--origin', 'https://mirror.clinic.lan'], environment);
    expect(code).toBe(0);
    const kept = join(folder, '..', 'kept');
    expect(readFileSync(join(folder, '.env'), 'utf8')).toContain(`MIRROR_SECRETS_FOLDER=${kept}\n`);
    expect(readdirSync(folder).sort()).toEqual(['.env', 'docker-compose.yml']);
    expect((await run('compose-init')).out).toContain(`there    ${kept}/root.key`);
  });

  it('tell why a process ended that is starting again and can’t be asked', async () => {
    await made();
    writeFileSync(join(bin, 'containers'), 'a1\tgate\t1\trunning\tUp 1 second (health: starting)\n');
    expect((await run('doctor')).out).toContain('The last that it said: “Redis lets anybody in without a password. Give it its list.”');
  });

  it('see the room that the database has, in its own container', async () => {
    await made();
    writeFileSync(join(bin, 'containers'), 'p1\tpostgres\t1\trunning\tUp 1 hour (healthy)\n');
    expect((await run('doctor')).out).toMatch(/space +The disk of the database's volume has [\d.]+ [GM]iB left\./);
  });
});
