import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BoundedLog } from './bounded-log.js';

describe('a bounded log', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mirrorstead-log-'));
    path = join(folder, 'postgres.log');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const lines = (log: BoundedLog, from: number, to: number) => {
    for (let line = from; line < to; line += 1) log.append(Buffer.from(`line ${String(line).padStart(4, '0')}\n`));
    log.close();
  };

  it('goes on where it ended', () => {
    lines(new BoundedLog(path), 0, 2);
    lines(new BoundedLog(path), 2, 3);
    expect(readFileSync(path, 'utf8')).toBe('line 0000\nline 0001\nline 0002\n');
  });

  it('keeps the newest lines in two files under its bound, over many starts', () => {
    for (let start = 0; start < 10; start += 1) lines(new BoundedLog(path, 100), start * 7, start * 7 + 7);
    expect(readdirSync(folder)).toEqual(['postgres.log', 'postgres.log.1']);
    expect(statSync(path).size + statSync(`${path}.1`).size).toBeLessThanOrEqual(200);
    expect(readFileSync(`${path}.1`, 'utf8') + readFileSync(path, 'utf8')).toMatch(/line 0068\nline 0069\n$/);
  });

  it('is for its owner alone', () => {
    lines(new BoundedLog(path), 0, 1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('drops what it can’t write', () => {
    const log = new BoundedLog(join(folder, 'no', 'such', 'folder.log'));
    expect(() => lines(log, 0, 3)).not.toThrow();
  });
});
