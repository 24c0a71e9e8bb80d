import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { migrate, nodeLogin, openDataSource, UnitOfWork } from '#libs/platform/database/index.js';
import { DiskSpace } from '#libs/platform/health/index.js';
import { diary } from '#libs/testing/diary.js';
import { aMember, eventually, temporaryFolder } from '#libs/testing/index.js';
import { EmbeddedPostgres } from './index.js';

/** Real kills and restarts, on a machine that may be busy. */
jest.setTimeout(60_000);

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;
/** A small disk of its own needs root on Linux. */
const onSmallDisk = canMount ? describe : describe.skip;

onSmallDisk('a node whose disk runs full', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  const filler = () => join(folder, 'filler');
  const fill = () => {
    const { bavail, bsize } = statfsSync(folder);
    try {
      writeFileSync(filler(), Buffer.alloc(bavail * bsize + bsize));
    } catch {
      // Full, as meant.
    }
  };

  beforeAll(async () => {
    folder = await temporaryFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', folder]);
    postgres = await EmbeddedPostgres.start({ dataFolder: folder });
    await migrate(postgres.adminUrl, [diary], { logins: [nodeLogin(postgres.nodePassword)] });
  });
  afterAll(async () => {
    await postgres.stop();
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  it('says so to who writes, keeps what was committed, and goes on once there is room', async () => {
    const source = await openDataSource(postgres.nodeUrl, [diary]);
    const unitOfWork = new UnitOfWork(source);
    const member = aMember();
    const write = (words: string) =>
      unitOfWork.run({ role: 'vault', member }, (tx) =>
        tx.query('insert into diary.page (id, member, words) values (gen_random_uuid(), $1, $2) returning words', [member, words]),
      );
    await write('before');
    fill();
    await expect(new DiskSpace(folder).ensure()).rejects.toMatchObject({ code: 'disk_full' });

    const kept = ['before'];
    const codes = new Set<string>();
    await eventually(async () => {
      const words = 'x'.repeat(1_000_000) + kept.length;
      await write(words).then(
        () => kept.push(words),
        (error) => codes.add(error.code),
      );
      expect([...codes]).not.toEqual([]);
    });
    expect(['disk_full', 'database_unavailable']).toEqual(expect.arrayContaining([...codes]));

    rmSync(filler());
    await eventually(async () => expect(await write('after')).toEqual([{ words: 'after' }]), 30_000);
    const rows = await unitOfWork.run({ role: 'vault', member }, (tx) => tx.query<{ words: string }>('select words from diary.page'));
    expect(new Set(rows.map(({ words }) => words))).toEqual(new Set([...kept, 'after']));
    await source.destroy();
  });

  it('does not start on a full disk, and says why; then starts', async () => {
    await postgres.stop();
    fill();
    await expect(EmbeddedPostgres.start({ dataFolder: folder })).rejects.toThrow('The disk is full, so PostgreSQL can not run');
    rmSync(filler());
    postgres = await EmbeddedPostgres.start({ dataFolder: folder });
    expect(postgres.state.status).toBe('running');
  });
});
