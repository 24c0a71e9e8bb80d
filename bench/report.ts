import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Comparison, Estimate } from './method.js';

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
  console.table(Object.fromEntries(rows.map((row) => [row.name, inWords(row)])));
  record(name, { ...extra, rows });
};

/** Writes what was measured to `bench/results/<name>.json`, with what it depends on. */
export const record = (name: string, measured: Record<string, unknown>): void => {
  const around = environment();
  console.log(`${name}: Node ${around.node}, ${around.cores} cores, load ${around.load[0]?.toFixed(2)}, commit ${around.commit}`);
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...around, ...measured }, undefined, 2)}\n`);
};

/** A median with its interval, in words. */
export const spread = ({ median, low, high }: Estimate): string => `${round(median)} (${round(low)} to ${round(high)})`;

const inWords = ({ ratio, control, judged, product, anchor, p99, reach }: Row) => ({
  'product µs': round(product),
  'anchor µs': round(anchor),
  'p99 µs': p99 ? `${round(p99.product)}, anchor ${round(p99.anchor)}` : '',
  ratio: spread(ratio),
  control: spread(control),
  reach: reach === undefined ? '' : `≤ ${reach}`,
  verdict: judged
    ? reach === undefined
      ? 'judged'
      : ratio.high <= reach
        ? 'reached'
        : ratio.low > reach
          ? 'missed'
          : 'open'
    : 'not judged',
});

const round = (value: number): string => value.toPrecision(3);
