import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataFolder } from './data-folder.js';

const origin = 'http://localhost:8080';

describe('the data folder', () => {
  let path: string;
  let folder: DataFolder;

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'data-folder-'));
    folder = new DataFolder(path);
  });
  afterEach(() => rmSync(path, { recursive: true }));

  const lived = (version = '0.1.0') => {
    mkdirSync(join(path, 'postgres'));
    writeFileSync(join(path, 'postgres', 'PG_VERSION'), '18\n');
    mkdirSync(join(path, 'secrets'));
    for (const secret of ['root.key', 'database-admin', 'database-node']) writeFileSync(join(path, 'secrets', secret), 'x');
    folder.write(origin, version);
  };

  it('lets an empty folder be anyone’s', () => {
    expect(folder.hasData).toBe(false);
    expect(() => folder.check(origin, '0.1.0')).not.toThrow();
  });

  it('knows itself again', () => {
    lived();
    expect(folder.hasData).toBe(true);
    expect(() => folder.check(origin, '0.1.0')).not.toThrow();
    expect(() => folder.check(origin, '0.2.0')).not.toThrow();
  });

  it.each(['root.key', 'database-admin', 'database-node'])('refuses data without %s, and changes nothing', (secret) => {
    lived();
    rmSync(join(path, 'secrets', secret));
    expect(() => folder.check(origin, '0.1.0')).toThrow(`secrets/${secret}) is missing. Nothing was changed.`);
    expect(() => readFileSync(join(path, 'secrets', secret))).toThrow();
  });

  it('refuses another port, and names the one that it was started with', () => {
    lived();
    expect(() => folder.check('http://localhost:9090', '0.1.0')).toThrow('Start it with --port 8080');
  });

  it.each([
    ['0.1.1', '0.1.0', true],
    ['0.10.0', '0.9.9', true],
    ['1.0.0', '0.99.99', true],
    ['0.9.0', '0.10.0', false],
  ])('compares data of %s with a node of %s as numbers', (data, own, refused) => {
    lived(data);
    const check = () => folder.check(origin, own);
    if (refused) expect(check).toThrow(`was written by version ${data}`);
    else expect(check).not.toThrow();
  });

  it('notes the version that was here last, and keeps what a later one may have noted beside it', () => {
    lived('0.1.0');
    const file = join(path, 'node.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), more: 1 }));
    folder.write(origin, '0.2.0');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ format: 1, origin, version: '0.2.0', more: 1 });
  });

  it('says so where its own description is damaged', () => {
    lived();
    writeFileSync(join(path, 'node.json'), '{"format":1,');
    expect(() => folder.check(origin, '0.1.0')).toThrow("can't be read as this node's own description");
  });
});
