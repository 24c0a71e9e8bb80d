import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { MirrorError } from '#libs/contracts/index.js';
import type { World } from './world.js';

/** Swallows what a person types, so that a passphrase is not shown. */
const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** Whether someone sits there who can answer. */
export const canAsk = ({ stdin, stderr }: World): boolean => stdin.isTTY === true && stderr.isTTY === true;

const readAnswer = async (world: World, question: string, output: Writable): Promise<string> => {
  world.stderr.write(question);
  const lines = createInterface({ input: world.stdin, output, terminal: true });
  const stopped = new AbortController();
  lines.on('SIGINT', () => stopped.abort());
  try {
    return await lines.question('', { signal: stopped.signal });
  } catch (cause) {
    throw new MirrorError('invalid_request', 'The question was not answered. Nothing was changed.', { cause });
  } finally {
    lines.close();
  }
};

/** @throws {MirrorError} `invalid_request` where nobody can answer */
export const ask = (world: World, question: string): Promise<string> => readAnswer(world, `${question} `, world.stderr);

/** Asks without echo. */
export const askHidden = async (world: World, question: string): Promise<string> => {
  const answer = await readAnswer(world, `${question} `, silent());
  world.stderr.write('\n');
  return answer;
};

/** The passphrase of a file that `MIRROR_PASSPHRASE_FILE` names, without its last line break; for scripts. */
export const passphraseFromFile = async ({ env }: World): Promise<string | undefined> => {
  const path = env.MIRROR_PASSPHRASE_FILE;
  if (!path) return undefined;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new MirrorError('device_keys_closed', `The passphrase file ${path} can't be read.`, { cause });
  });
  return text.replace(/\r?\n$/, '');
};
