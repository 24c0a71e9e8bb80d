import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderLock } from './folder-lock.js';

describe('the lock of a data folder', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mirrorstead-lock-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** A process that tries to take the lock at once; says `got` or the sentence, and holds it until it is killed. */
  const contender = () => {
    const source = `
      import { FolderLock } from '#libs/platform/postgres/folder-lock.js';
      try { globalThis.lock = FolderLock.take(${JSON.stringify(folder)}); console.log('got'); setInterval(() => {}, 1000); }
      catch (error) { console.log(error.message); }`;
    const child = spawn(process.execPath, ['--conditions=mirrorstead', '--import', 'tsx', '--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return { child, said: once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()) };
  };

  it('is refused to a second process, naming the first', async () => {
    const first = contender();
    expect(await first.said).toBe('got');
    expect(() => FolderLock.take(folder)).toThrow(
      `Another node (process ${first.child.pid}) runs on ${folder}: stop it first, or choose another data folder.`,
    );
  });

  it('is free at once after its holder was killed with -9', async () => {
    const first = contender();
    await first.said;
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const lock = FolderLock.take(folder);
    expect(await contender().said).toContain(`(process ${process.pid})`);
    lock.release();
    expect(await contender().said).toBe('got');
  });

  it('goes to exactly one of several that start together', async () => {
    const said = await Promise.all(Array.from({ length: 4 }, () => contender().said));
    expect(said.filter((word) => word === 'got')).toHaveLength(1);
    expect(said.filter((word) => word.startsWith('Another node (process '))).toHaveLength(3);
  });

  it('can be taken by its owner’s account alone', () => {
    const lock = FolderLock.take(folder);
    expect(statSync(join(folder, 'node.lock')).mode & 0o777).toBe(0o600);
    lock.release();
  });
});
