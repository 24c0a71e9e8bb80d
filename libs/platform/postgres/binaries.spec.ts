import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findBinaries, recreateLinks } from './binaries.js';

describe('the programs from npm', () => {
  let root: string;
  const lib = (name: string) => join(root, 'native', 'lib', name);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mirrorstead-links-'));
    mkdirSync(join(root, 'native', 'lib'), { recursive: true });
    writeFileSync(lib('libpq.so.5.18'), 'library');
    const links = ['libpq.so', 'libpq.so.5'].map((name) => ({ source: 'native/lib/libpq.so.5.18', target: `native/lib/${name}` }));
    writeFileSync(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('are there', async () => {
    const { initdb, postgres } = await findBinaries();
    expect([existsSync(initdb), existsSync(postgres)]).toEqual([true, true]);
  });

  it('get the links that npm does not pack', async () => {
    await recreateLinks(root);
    expect([readlinkSync(lib('libpq.so')), readFileSync(lib('libpq.so.5'), 'utf8')]).toEqual(['libpq.so.5.18', 'library']);
  });

  it('keep links that are there, or that another start makes just now', async () => {
    symlinkSync('libpq.so.5.18', lib('libpq.so'));
    await Promise.all([recreateLinks(root), recreateLinks(root)]);
    expect(lstatSync(lib('libpq.so.5')).isSymbolicLink()).toBe(true);
  });

  it('need no list', async () => {
    rmSync(join(root, 'native', 'pg-symlinks.json'));
    await expect(recreateLinks(root)).resolves.toBeUndefined();
  });
});
