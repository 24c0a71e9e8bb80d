import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from './method.js';

/** One line of a table; `reach`: the ratio that is asked for, at most. */
export type Row = Comparison & { name: string; reach?: number };

/** What a figure depends on besides the code. */
export const environment = () => ({
  at: new Date().toISOString(),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: import.meta.dirname }).trim(),
  node: process.versions.node,
  v8: process.versions.v8,
  unicode: process.versions.unicode,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory: totalmem(),
  load: loadavg(),
});

/** Prints the rows as a table and writes them to `bench/results/<name>.json`, misses included. */
export const report = (name: string, rows: readonly Row[], extra: Record<string, unknown> = {}): void => {
  const before = environment();
  console.table(Object.fromEntries(rows.map((row) => [row.name, inWords(row)])));
  const [one = 0] = before.load;
  console.log(`${name}: Node ${before.node}, ${before.cores} cores, load ${one.toFixed(2)}, commit ${before.commit}`);
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...before, ...extra, rows }, undefined, 2)}\n`);
};

const inWords = ({ ratio, control, judged, product, anchor, reach }: Row) => ({
  'product µs': round(product),
  'anchor µs': round(anchor),
  ratio: `${round(ratio.median)} (${round(ratio.low)} to ${round(ratio.high)})`,
  control: `${round(control.median)} (${round(control.low)} to ${round(control.high)})`,
  reach: reach === undefined ? '' : `≤ ${reach}`,
  verdict: judged ? (reach === undefined ? '' : ratio.high <= reach ? 'reached' : ratio.low > reach ? 'missed' : 'open') : 'not judged',
});

const round = (value: number): string => value.toPrecision(3);
