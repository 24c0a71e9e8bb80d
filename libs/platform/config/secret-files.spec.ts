import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '#libs/testing/temporary-folder.js';
import { SecretFailure, SecretFiles } from './index.js';

let folder: string;
let secrets: SecretFiles;
const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
beforeEach(async () => {
  folder = await temporaryFolder();
  secrets = new SecretFiles(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a secret file', () => {
  it('is read without the one newline at its end', () => {
    put('redis-gate', 'a secret \n');
    expect(secrets.read('redis-gate')).toBe('a secret ');
    put('redis-gate', 'a secret\n\n');
    expect(secrets.read('redis-gate')).toBe('a secret\n');
  });

  it('is read when it is asked for, so that an exchanged one counts from the next start', () => {
    put('redis-gate', 'one');
    expect(secrets.read('redis-gate')).toBe('one');
    put('redis-gate', 'two');
    expect(secrets.read('redis-gate')).toBe('two');
  });

  it.each([
    ['missing', () => undefined, /is missing\. Put it back, or let scripts\/compose-init make/],
    ['a folder', () => mkdirSync(join(folder, 'redis-gate')), /is not a file/],
    ['empty', () => put('redis-gate', '\n'), /is empty/],
    ['too large', () => put('redis-gate', Buffer.alloc(70_000, 97)), /is too large/],
  ])('that is %s is named, with what to do', (_, make, sentence) => {
    make();
    const read = () => secrets.read('redis-gate');
    expect(read).toThrow(SecretFailure);
    expect(read).toThrow(sentence);
    expect(read).toThrow(join(folder, 'redis-gate'));
    expect(read).toThrow('start again');
  });

  it('that the account may not read is told apart from a missing one', () => {
    put('redis-gate', 'a secret');
    chmodSync(join(folder, 'redis-gate'), 0o000);
    // Root reads everything.
    if (process.getuid?.() === 0) expect(secrets.read('redis-gate')).toBe('a secret');
    else expect(() => secrets.read('redis-gate')).toThrow('Let the account that this process runs as read it');
  });

  it('may be looked for, where another than it will do', () => {
    expect(secrets.find('redis-gate')).toBeUndefined();
    put('redis-gate', '');
    expect(() => secrets.find('redis-gate')).toThrow('is empty');
  });

  it('says of the root key that only a backup has it', () => {
    expect(() => secrets.read('root.key')).toThrow('Put it back from your backup');
  });
});
