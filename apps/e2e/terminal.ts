import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = new URL('../../dist/apps/cli/main.js', import.meta.url).pathname;

/** What a finished command left: exit code, both streams, and each line of JSON where it was asked for. */
export type Ran = { code: number | null; out: string; err: string; lines: Record<string, unknown>[] };
type Setting = { input?: string; environment?: Record<string, string> };

/** Somebody's terminal: the built mirrorctl in processes of its own, with a home folder of its own. */
export class Terminal {
  readonly home = mkdtempSync(join(tmpdir(), 'mirrorstead-terminal-'));

  /** Starts a command; its end is `finished`'s answer. */
  start(
    words: readonly string[],
    { input, environment }: Setting = {},
  ): { child: ChildProcess; finished: Promise<Ran>; out: () => string } {
    const { PATH, NODE_EXTRA_CA_CERTS } = process.env;
    const env = { PATH, HOME: this.home, ...(NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS } : {}), ...environment };
    const child = spawn(process.execPath, [main, ...words], { env, cwd: this.home, stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.stdin.end(input ?? '');
    const finished = once(child, 'close').then(([code]): Ran => ({ code: code as number | null, out, err, lines: linesOf(words, out) }));
    return { child, finished, out: () => out };
  }

  run(...words: string[]): Promise<Ran> {
    return this.start(words).finished;
  }

  runWith(setting: Setting, ...words: string[]): Promise<Ran> {
    return this.start(words, setting).finished;
  }

  /** The key files of this home. */
  get keyFiles(): string[] {
    const folder = join(this.home, '.config', 'mirrorstead');
    return readdirSync(folder).map((name) => join(folder, name));
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

const linesOf = (words: readonly string[], out: string): Record<string, unknown>[] =>
  words.includes('--json')
    ? out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    : [];
