import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runProgram } from './program.js';
import type { World } from './world.js';

export type Ran = { code: number; out: string; err: string; lines: unknown[] };
export type Home = { env: World['env']; mirrorctl: (...words: string[]) => Promise<Ran> };
type Sitting = { input?: string; answers?: string[]; interrupt?: (listener: () => void) => void; tty?: boolean };

const collect = (stream: PassThrough): (() => string) => {
  let text = '';
  stream.on('data', (part) => {
    text += String(part);
  });
  return () => text;
};

/** Runs one command line in a world of its own. `answers`: what someone types at each question. */
export const runIn = async (env: World['env'], words: readonly string[], sitting: Sitting = {}): Promise<Ran> => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const [out, err] = [collect(stdout), collect(stderr)];
  const tty = sitting.answers !== undefined || sitting.tty === true;
  const answers = [...(sitting.answers ?? [])];
  // A question ends with a space; whoever sits there then types.
  stderr.on('data', (part) => {
    if (/[:\]] $/.test(String(part))) setImmediate(() => stdin.write(`${answers.shift() ?? ''}\r`));
  });
  if (sitting.input !== undefined) stdin.end(sitting.input);
  const world: World = {
    stdin: Object.assign(stdin, { isTTY: tty }),
    stdout: Object.assign(stdout, { isTTY: tty }),
    stderr: Object.assign(stderr, { isTTY: tty }),
    env,
    hostname: 'workbench',
    onInterrupt: (listener) => {
      sitting.interrupt?.(listener);
      return () => {};
    },
  };
  const code = await runProgram(words, world);
  const json = words.includes('--json') ? out().trim().split('\n') : [];
  return { code, out: out(), err: err(), lines: json.filter(Boolean).map((line) => JSON.parse(line)) };
};

/** A home folder with nothing in it yet. */
export const aHome = async (): Promise<Home> => {
  const env = { XDG_CONFIG_HOME: await mkdtemp(join(tmpdir(), 'mirrorctl-home-')) };
  return { env, mirrorctl: (...words) => runIn(env, words) };
};
