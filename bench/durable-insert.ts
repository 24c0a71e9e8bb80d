import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/** One row of 1 KiB, on the disk when this resolves: what any server that keeps what it accepts has to wait for. */
export const durableInsert = async (client: pg.Client): Promise<() => Promise<void>> => {
  await client.query(
    'create table if not exists public.bench (id bigint generated always as identity primary key, content bytea not null)',
  );
  const content = randomBytes(1024);
  return async () => {
    await client.query({ name: 'bench', text: 'insert into public.bench (content) values ($1)', values: [content] });
  };
};

/** How often a second this disk makes 8 KiB durable, written over in place. */
export const syncsPerSecond = (folder: string, times = 200): number => {
  const path = join(folder, 'syncs');
  const file = openSync(path, 'w');
  const start = performance.now();
  for (let turn = 0; turn < times; turn++) {
    writeSync(file, content, 0, content.length, 0);
    fdatasyncSync(file);
  }
  const seconds = (performance.now() - start) / 1000;
  closeSync(file);
  rmSync(path);
  return Math.round(times / seconds);
};

const content = randomBytes(8192);
