import { describe, expect, it } from '@jest/globals';
import { parsePostmasterFile, withProcessId } from './postmaster-file.js';

const lines = ['4711', '/data/postgres', '1790000000', '5432', '/data/run', '', ' 1074231 98304', 'ready   ', ''];
const whole = lines.join('\n');

describe('postmaster.pid', () => {
  it('says which process, which cluster, and whether it takes connections', () => {
    expect(parsePostmasterFile(whole)).toEqual({ pid: 4711, cluster: '/data/postgres', ready: true });
    expect(parsePostmasterFile(whole.replace('ready', 'starting'))).toMatchObject({ ready: false });
  });

  it('is read while it is written, line by line', () => {
    expect(lines.map((_, length) => parsePostmasterFile(lines.slice(0, length).join('\n'))?.ready)).toEqual([
      undefined,
      undefined,
      ...Array(6).fill(false),
      true,
    ]);
  });

  it.each(['', '\n', 'words\n/data', '0\n/data', '1.5\n/data'])('is nothing where it holds %j', (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });

  it('keeps its shared memory when the process id changes', () => {
    expect(withProcessId(whole, 12)).toBe(whole.replace('4711', '12'));
  });
});
