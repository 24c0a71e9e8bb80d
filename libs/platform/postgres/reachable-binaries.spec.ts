import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { binariesIn } from './binaries.js';
import { reachableBinaries } from './reachable-binaries.js';

/** Only root runs PostgreSQL as somebody else. */
const asRoot = process.getuid?.() === 0 ? it : it.skip;

let folder: string;
const home = () => join(folder, 'home');
const data = () => join(folder, 'data');
const programs = () => binariesIn(join(home(), 'native'));
const install = (version: string) => writeFileSync(join(home(), 'package.json'), JSON.stringify({ version }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirrorstead-programs-'));
  chmodSync(folder, 0o755);
  mkdirSync(data());
  mkdirSync(join(home(), 'native', 'bin'), { recursive: true });
  writeFileSync(programs().postgres, 'program', { mode: 0o700 });
  install('1.0.0');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('leaves programs where everybody can reach them', async () => {
  expect(await reachableBinaries(programs(), data())).toEqual(programs());
});

asRoot('copies them out of a home that root alone can enter, for whoever runs them', async () => {
  chmodSync(home(), 0o700);
  const { postgres } = await reachableBinaries(programs(), data());
  expect(postgres).toBe(join(data(), 'programs-1.0.0', 'bin', 'postgres'));
  expect(statSync(postgres).mode & 0o777).toBe(0o755);
  writeFileSync(programs().postgres, 'changed');
  const again = await reachableBinaries(programs(), data());
  expect(statSync(again.postgres).size).toBe('program'.length);
});

asRoot('copies a new version, and removes the old one', async () => {
  chmodSync(home(), 0o700);
  const before = await reachableBinaries(programs(), data());
  install('2.0.0');
  const after = await reachableBinaries(programs(), data());
  expect([existsSync(before.postgres), existsSync(after.postgres)]).toEqual([false, true]);
});
