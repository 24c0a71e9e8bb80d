import { describe, expect, it } from '@jest/globals';
import { judgeSpace, LEAST_BYTES, readDf, size } from './space.js';

const room = { freeBytes: 10 * 1024 ** 3, totalBytes: 20 * 1024 ** 3, freeFiles: 10, totalFiles: 100 };
const judge = (change: Partial<typeof room>) => judgeSpace('the data folder', { ...room, ...change }, 'Free space.');

describe('room', () => {
  it('is enough, little or gone', () => {
    expect(judge({})).toEqual({ state: 'ok', says: 'The disk of the data folder has 10.0 GiB left.' });
    expect(judge({ freeBytes: 512 * 1024 ** 2 })).toMatchObject({
      state: 'look',
      says: expect.stringContaining('512 MiB'),
      next: 'Free space.',
    });
    expect(judge({ freeBytes: LEAST_BYTES - 1 })).toMatchObject({ state: 'wrong', says: expect.stringContaining('63 MiB left') });
  });

  it('is gone where there are no files left, but not where a file system does not count them', () => {
    expect(judge({ freeFiles: 0 })).toMatchObject({ state: 'wrong', says: expect.stringContaining('as many files') });
    expect(judge({ freeFiles: 0, totalFiles: 0 }).state).toBe('ok');
  });

  it('is written as people say it', () =>
    expect([size(0), size(5 * 1024 ** 2), size(1.5 * 1024 ** 3)]).toEqual(['0 MiB', '5 MiB', '1.5 GiB']));

  it.each([
    ['/dev/sda1', '/dev/sda1 20971520 10485760 10485760 50% /var/lib/postgresql'],
    ['a name with blanks', '//nas/my share   20971520   10485760  10485760      50% /var/lib/postgresql/18/data'],
  ])('is read from what df says of %s', (_name, line) =>
    expect(readDf(`Filesystem 1024-blocks Used Available Capacity Mounted on\n${line}\n`)).toEqual({
      freeBytes: 10 * 1024 ** 3,
      totalBytes: 20 * 1024 ** 3,
      freeFiles: 0,
      totalFiles: 0,
    }),
  );

  it.each(['', 'df: /var/lib/postgresql: No such file or directory\n'])('is not known from %j', (text) =>
    expect(readDf(text)).toBeUndefined(),
  );
});
